package evalx.telemetry;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Lets one of a kind through in a while, and counts those that it holds back. */
final class Seldom {
  private final long whileNanos;
  private final LongSupplier nanoTime;
  private boolean used;
  private long last;
  private long heldBack;

  /**
   * @param nanoTime such as {@link System#nanoTime}
   */
  Seldom(Duration interval, LongSupplier nanoTime) {
    this.whileNanos = interval.toNanos();
    this.nanoTime = nanoTime;
  }

  /** How many were held back since the last one that passed; empty where this one is held back. */
  synchronized OptionalLong pass() {
    var now = nanoTime.getAsLong();
    if (used && now - last < whileNanos) {
      heldBack++;
      return OptionalLong.empty();
    }
    var since = heldBack;
    used = true;
    last = now;
    heldBack = 0;
    return OptionalLong.of(since);
  }
}
