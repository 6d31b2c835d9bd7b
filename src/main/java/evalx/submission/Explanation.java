package evalx.submission;

import java.util.List;
import java.util.Optional;

/**
 * What explains the verdict on a test case to people who learn.
 *
 * @param hints the most specific first
 * @param difference between a wrong output and the expected one
 */
public record Explanation(List<Hint> hints, Optional<Difference> difference) {
  public static final Explanation NONE = new Explanation(List.of(), Optional.empty());

  public Explanation {
    hints = List.copyOf(hints);
  }

  /** One of a wrong output. */
  public static Explanation of(Optional<Difference> difference) {
    return difference.isEmpty() ? NONE : new Explanation(List.of(), difference);
  }
}
