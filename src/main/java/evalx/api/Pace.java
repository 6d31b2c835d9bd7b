package evalx.api;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How slowly a client may read an answer: it has a minute, and each piece that it reads gives it
 * the time that this takes at a rate which slow lines have. So an answer may be as long as it
 * likes, and who stops reading is given up after a minute, however fast the beginning was.
 */
final class Pace {
  private static final Duration MAX_CREDIT = Duration.ofSeconds(60);

  /** The largest result in a minute. */
  static final int MIN_BYTES_PER_SECOND = 90_000;

  private static final long NANOS_PER_BYTE = 1_000_000_000L / MIN_BYTES_PER_SECOND;

  private final LongSupplier nanoTime;
  private long deadline;
  private int written;

  /** Begins with nothing written. */
  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.deadline = nanoTime.getAsLong() + MAX_CREDIT.toNanos();
  }

  /**
   * Counts what is written next; what was written before is read by now.
   *
   * @throws IOException when the client has taken too long for it
   */
  void next(int bytes) throws IOException {
    var now = nanoTime.getAsLong();
    var left = Math.min(deadline - now + written * NANOS_PER_BYTE, MAX_CREDIT.toNanos());
    if (left < 0) {
      throw new IOException("the client reads its answer too slowly");
    }
    deadline = now + left;
    written = bytes;
  }
}
