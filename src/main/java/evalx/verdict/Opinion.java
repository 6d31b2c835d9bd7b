package evalx.verdict;

import evalx.submission.Difference;
import evalx.submission.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is to be said about a run.
 *
 * @param message why, where the verdict does not tell
 * @param share of the test case's points, 0 to 1; empty: all or nothing, by the verdict
 * @param difference from the expected output, where it is wrong and its difference is wanted
 */
public record Opinion(
    Verdict verdict,
    Optional<String> message,
    OptionalDouble share,
    Optional<Difference> difference) {
  public Opinion(Verdict verdict, Optional<String> message, OptionalDouble share) {
    this(verdict, message, share, Optional.empty());
  }

  static Opinion of(Verdict verdict, Optional<String> message) {
    return new Opinion(verdict, message, OptionalDouble.empty());
  }
}
