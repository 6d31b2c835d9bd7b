package evalx.api;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How slowly a client may read an answer: it has a minute, and beyond it the time that what it has
 * read takes at a rate which slow lines have. So an answer may be as long as it likes, and who
 * reads nothing is given up after a minute.
 */
final class Pace {
  static final Duration AT_FIRST = Duration.ofSeconds(60);

  /** The largest result in a minute. */
  static final int MIN_BYTES_PER_SECOND = 90_000;

  private static final long NANOS_PER_BYTE = 1_000_000_000L / MIN_BYTES_PER_SECOND;

  private final LongSupplier nanoTime;
  private final long begin;
  private long read;

  /** Begins with nothing read. */
  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  /**
   * Counts what is written next.
   *
   * @throws IOException when the client has taken too long for what was written before
   */
  void next(int bytes) throws IOException {
    if (nanoTime.getAsLong() - begin > AT_FIRST.toNanos() + read * NANOS_PER_BYTE) {
      throw new IOException("the client reads its answer too slowly");
    }
    read += bytes;
  }
}
