package evalx.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a submission ended.
 *
 * @param verdict its label: text, because an old entry may have one that this version no longer
 *     knows
 * @param version the exact version of the language that ran it; empty when none did
 * @param passed how many test cases were accepted
 * @param use empty when no test case ran
 */
public record Ending(
    String verdict, Optional<String> version, int passed, Optional<Use> use, Execution execution) {
  private static final int MAX_TEXT_CHARS = 64;

  /**
   * The largest use by a test case.
   *
   * @param runTime CPU time
   * @param peakKib peak memory in KiB
   */
  public record Use(Duration runTime, long peakKib) {}

  /**
   * Where and when it was run.
   *
   * @param worker the node that ended it
   * @param attempts how many times it was started
   * @param finished to the microsecond
   */
  public record Execution(
      String worker, int attempts, Optional<Instant> started, Instant finished) {
    public Execution {
      worker = CleanText.of(worker, MAX_TEXT_CHARS);
      started = started.map(Micros::of);
      finished = Micros.of(finished);
    }
  }

  public Ending {
    verdict = CleanText.of(verdict, MAX_TEXT_CHARS);
    version = version.map(text -> CleanText.of(text, MAX_TEXT_CHARS));
  }
}
