package evalx.intake;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time that is left for a request: together its steps take no longer than one may. */
final class Deadline {
  private static final Duration LIMIT = Duration.ofSeconds(8);

  /** How long a command to Redis can take: for a connection of the pool, a new one, the reply. */
  static final Duration REDIS = Duration.ofSeconds(6);

  private final LongSupplier nanoTime;
  private final long start;

  Deadline() {
    this(System::nanoTime);
  }

  Deadline(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  Duration left() {
    return LIMIT.minusNanos(nanoTime.getAsLong() - start);
  }

  /** Whether something that takes at most this long would end in time. */
  boolean allows(Duration time) {
    return left().compareTo(time) >= 0;
  }

  /**
   * Goes on only if there is time for the next step.
   *
   * @param part what the time so far was spent on
   * @throws OutOfTime when it took too much
   */
  void require(Duration time, String part) {
    if (!allows(time)) {
      throw new OutOfTime(part + " answers too slowly");
    }
  }
}
