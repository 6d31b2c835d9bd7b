package evalx.verdict;

import evalx.sandbox.RunReport;
import evalx.submission.Checker;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.util.Optional;

/** Says whether a run that ended well did what it should. */
public interface Check {
  Opinion check(TestCase testCase, RunReport report);

  /** Compares the output with the expected one, where there is one. */
  static Check comparing(Checker.Comparison comparison) {
    return (testCase, report) -> {
      var wrong =
          testCase
              .expectedOutput()
              .filter(expected -> !comparison.accepts(expected, report.stdout()));
      return Opinion.of(
          wrong.isEmpty() ? Verdict.ACCEPTED : Verdict.WRONG_ANSWER, Optional.empty());
    };
  }

  /** Accepts whatever a run printed. */
  static Check nothing() {
    return (testCase, report) -> Opinion.of(Verdict.ACCEPTED, Optional.empty());
  }
}
