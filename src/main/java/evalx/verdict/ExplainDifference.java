package evalx.verdict;

import evalx.sandbox.RunReport;
import evalx.submission.Difference;
import evalx.submission.FirstDifference;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Compares outputs, and reads those that are wrong again to say where they differ first. */
record ExplainDifference(CompareOutputs comparing) implements Check {
  @Override
  public Opinion check(TestCase testCase, RunReport report) {
    var opinion = comparing.check(testCase, report);
    return opinion.verdict() == Verdict.WRONG_ANSWER
        ? new Opinion(
            opinion.verdict(), opinion.message(), opinion.share(), difference(testCase, report))
        : opinion;
  }

  private Optional<Difference> difference(TestCase testCase, RunReport report) {
    var expected = comparing.expectation(testCase).orElseThrow();
    try {
      return FirstDifference.find(comparing.comparison(), expected, report::openStdout);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compare outputs", e);
    }
  }
}
