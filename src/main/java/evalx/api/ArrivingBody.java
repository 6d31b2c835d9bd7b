package evalx.api;

import evalx.format.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The bytes of a body as they arrive: only so many, only for so long, and not much slower than the
 * slowest telephone sends them, because a body has a place among few.
 */
final class ArrivingBody extends InputStream {
  /** What a connection may lose to a bad moment before its rate counts. */
  static final Duration GRACE = Duration.ofSeconds(10);

  /** GPRS sends two to five times as much. */
  static final int MIN_BYTES_PER_SECOND = 1 << 10;

  private final InputStream in;
  private final int limit;
  private final long deadline;
  private final LongSupplier nanos;
  private long count;
  private long waited;

  /**
   * @param within how long all bytes may take, on top of the server's time-out of each read
   */
  ArrivingBody(InputStream in, int limit, Duration within) {
    this(in, limit, within, System::nanoTime);
  }

  ArrivingBody(InputStream in, int limit, Duration within, LongSupplier nanos) {
    this.in = in;
    this.limit = limit;
    this.deadline = nanos.getAsLong() + within.toNanos();
    this.nanos = nanos;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  /**
   * Reads some of it.
   *
   * @throws Refusal 413 when there is more than the limit, 408 when it is sent too slowly
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    var begun = nanos.getAsLong();
    var read = arrived(into, offset, length, begun);
    var now = nanos.getAsLong();
    // The time that the server itself takes between two reads is not the client's.
    waited += now - begun;
    count += Math.max(0, read);
    if (count > limit) {
      throw Bodies.tooLarge(limit);
    }
    if (read >= 0 && (now - deadline > 0 || isTooSlow())) {
      throw tooSlow();
    }
    return read;
  }

  /** The server's own time-out looks like a client that has left, but for the silence before it. */
  private int arrived(byte[] into, int offset, int length, long begun) throws IOException {
    try {
      return in.read(into, offset, length);
    } catch (IOException e) {
      if (nanos.getAsLong() - begun >= GRACE.toNanos()) {
        throw tooSlow();
      }
      throw e;
    }
  }

  private static Refusal tooSlow() {
    return new Refusal(Problem.of(408, "Too slow", "The body took too long to arrive."));
  }

  private boolean isTooSlow() {
    var seconds = Duration.ofNanos(waited).minus(GRACE).toSeconds();
    return count < seconds * MIN_BYTES_PER_SECOND;
  }
}
