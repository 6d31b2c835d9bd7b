package evalx.verdict;

import evalx.submission.Verdict;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is to be said about a run.
 *
 * @param message why, where the verdict does not tell
 * @param share of the test case's points, 0 to 1; empty: all or nothing, by the verdict
 */
public record Opinion(Verdict verdict, Optional<String> message, OptionalDouble share) {
  static Opinion of(Verdict verdict, Optional<String> message) {
    return new Opinion(verdict, message, OptionalDouble.empty());
  }
}
