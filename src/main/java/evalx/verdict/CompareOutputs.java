package evalx.verdict;

import evalx.sandbox.Content;
import evalx.sandbox.RunReport;
import evalx.submission.Checker;
import evalx.submission.FileId;
import evalx.submission.StreamComparison;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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
    var file = testCase.files().expectedOutput();
    if (file.isPresent()) {
      return accepts(() -> files.apply(file.get()).open(), report);
    }
    var expected = testCase.expectedOutput();
    if (expected.isEmpty()) {
      return true;
    }
    return report.output().spooled().isEmpty()
        ? comparison.accepts(expected.get(), report.stdout())
        : accepts(() -> new ByteArrayInputStream(expected.get()), report);
  }

  private interface Source {
    InputStream open() throws IOException;
  }

  private boolean accepts(Source expectation, RunReport report) {
    try (var expected = expectation.open();
        var actual = report.openStdout()) {
      return StreamComparison.accepts(comparison, expected, actual);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compare outputs", e);
    }
  }
}
