package evalx.verdict;

import evalx.sandbox.Content;
import evalx.sandbox.RunReport;
import evalx.submission.Checker;
import evalx.submission.FileId;
import evalx.submission.FirstDifference;
import evalx.submission.StreamComparison;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/** Compares outputs with expected ones: as streams where one of them may be too large to hold. */
record CompareOutputs(Checker.Comparison comparison, Function<FileId, Content> files)
    implements Check {
  @Override
  public Opinion check(TestCase testCase, RunReport report) {
    return Opinion.of(
        accepts(testCase, report) ? Verdict.ACCEPTED : Verdict.WRONG_ANSWER, Optional.empty());
  }

  private boolean accepts(TestCase testCase, RunReport report) {
    var expected = testCase.expectedOutput();
    var isHeld = report.output().spooled().isEmpty() && expected.isPresent();
    return isHeld
        ? comparison.accepts(expected.get(), report.stdout())
        : expectation(testCase).map(source -> accepts(source, report)).orElse(true);
  }

  /** The expected output; empty where none is. */
  Optional<FirstDifference.Source> expectation(TestCase testCase) {
    Optional<FirstDifference.Source> file =
        testCase.files().expectedOutput().map(id -> () -> files.apply(id).open());
    return file.or(
        () -> testCase.expectedOutput().map(bytes -> () -> new ByteArrayInputStream(bytes)));
  }

  private boolean accepts(FirstDifference.Source expectation, RunReport report) {
    try (var expected = expectation.open();
        var actual = report.openStdout()) {
      return StreamComparison.accepts(comparison, expected, actual);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compare outputs", e);
    }
  }
}
