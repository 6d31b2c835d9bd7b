package evalx.submission;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Test cases that are scored together: a subtask.
 *
 * @param points what all of it is worth; empty: what its test cases are worth together
 * @param stop whether the test cases after the first that earns nothing are skipped
 */
public record Group(String name, Optional<Double> points, Scoring scoring, boolean stop) {
  /** Which share of a group's points its test cases earn. */
  public enum Scoring {
    /** All of them if each test case is accepted, else nothing. */
    ALL,
    /** What its test cases earn, each by its own points. */
    SUM,
    /** The smallest share that one of them earned of its points. */
    MIN;

    /** What clients call it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Scoring> labelled(String label) {
      return Stream.of(values()).filter(one -> one.label().equals(label)).findFirst();
    }

    public static List<String> labels() {
      return Stream.of(values()).map(Scoring::label).toList();
    }
  }
}
