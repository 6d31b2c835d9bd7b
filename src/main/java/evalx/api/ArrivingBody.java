package evalx.api;

import evalx.format.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** The bytes of a body as they arrive: only so many, and only for so long. */
final class ArrivingBody extends InputStream {
  private final InputStream in;
  private final int limit;
  private final long deadline;
  private long count;

  /**
   * @param within how long all bytes may take, on top of the server's time-out of each read
   */
  ArrivingBody(InputStream in, int limit, Duration within) {
    this.in = in;
    this.limit = limit;
    this.deadline = System.nanoTime() + within.toNanos();
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
   * @throws Refusal 413 when there is more than the limit, 408 when it takes too long
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    var read = in.read(into, offset, length);
    count += Math.max(0, read);
    if (count > limit) {
      throw Bodies.tooLarge(limit);
    }
    if (read >= 0 && System.nanoTime() - deadline > 0) {
      throw new Refusal(Problem.of(408, "Too slow", "The body took too long to arrive."));
    }
    return read;
  }
}
