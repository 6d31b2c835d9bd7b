package evalx.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * A point of the series as it is shown; what is not known is absent.
 *
 * @param oldestAge seconds that the next job of a queue has waited, the longest of all queues; 0
 *     where none waits
 */
public record SeriesPoint(
    Instant at,
    long finished,
    long failed,
    Optional<Double> latencyMedian,
    Optional<Double> latencyP95,
    Optional<Long> depth,
    Optional<Long> inDelivery,
    Optional<Double> oldestAge,
    Optional<Long> deadLetters,
    HitRates hitRates,
    long boxesInUse,
    long boxes,
    long workers) {
  private static final double MILLIS = 1000.0;

  /** How much of what the caches were asked for was there; absent where nothing was. */
  public record HitRates(Optional<Double> programs, Optional<Double> runs) {}

  static SeriesPoint of(long slot, Slot counts) {
    return new SeriesPoint(
        Instant.ofEpochSecond(slot * Series.STEP),
        counts.number(Slot.FINISHED),
        counts.number(Slot.FAILED),
        counts.latencyOf(0.5),
        counts.latencyOf(0.95),
        counts.optional(Slot.DEPTH),
        counts.optional(Slot.IN_DELIVERY),
        counts.optional(Slot.OLDEST_MILLIS).map(millis -> millis / MILLIS),
        counts.optional(Slot.DEAD),
        new HitRates(
            counts.shareOf(Slot.PROGRAM_HITS, Slot.PROGRAM_MISSES),
            counts.shareOf(Slot.RUN_HITS, Slot.RUN_MISSES)),
        counts.number(Slot.BOXES_IN_USE),
        counts.number(Slot.BOXES),
        counts.number(Slot.WORKERS));
  }
}
