package evalx.verdict;

import evalx.sandbox.Content;
import evalx.sandbox.RunReport;
import evalx.submission.Checker;
import evalx.submission.FileId;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.util.Optional;
import java.util.function.Function;

/** Says whether a run that ended well did what it should. */
public interface Check {
  Opinion check(TestCase testCase, RunReport report);

  /**
   * Compares the output with the expected one, where there is one.
   *
   * @param files of expected outputs
   */
  static Check comparing(Checker.Comparison comparison, Function<FileId, Content> files) {
    return new CompareOutputs(comparison, files);
  }

  /** The same, which also says where a wrong output differs first. */
  static Check explaining(Checker.Comparison comparison, Function<FileId, Content> files) {
    return new ExplainDifference(new CompareOutputs(comparison, files));
  }

  /** Accepts whatever a run printed. */
  static Check nothing() {
    return (testCase, report) -> Opinion.of(Verdict.ACCEPTED, Optional.empty());
  }
}
