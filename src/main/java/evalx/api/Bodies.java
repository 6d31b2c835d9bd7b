package evalx.api;

import evalx.config.Settings;
import evalx.format.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads request bodies: each within a limit of bytes and time, all together within a budget. */
@Singleton
final class Bodies {
  /** How long a client may take to send a body, on top of the server's time-out of each read. */
  private static final Duration MAX_TIME = Duration.ofSeconds(60);

  private static final int PIECE = 1 << 14;

  private final BodyBudget budget;
  private final int limit;

  @Inject
  Bodies(BodyBudget budget, Settings settings) {
    this(budget, settings.http().maxBodyBytes());
  }

  Bodies(BodyBudget budget, int limit) {
    this.budget = budget;
    this.limit = limit;
  }

  /**
   * Reads a body and does something with it while its bytes are accounted for.
   *
   * @param contentLength as the client announced it; anything that is not a number counts as none
   * @throws Refusal 413 when the body has more bytes than the limit, 503 when too many bodies are
   *     in hand, 400 when the client breaks off, 408 when it takes too long
   */
  <T> T read(InputStream in, @Nullable String contentLength, Function<byte[], T> use) {
    long announced = announced(contentLength);
    if (announced > limit) {
      throw tooLarge();
    }
    var permit = budget.take(announced < 0 ? limit : announced).orElseThrow(Bodies::busy);
    try {
      return use.apply(all(in, announced < 0 ? PIECE : (int) announced));
    } finally {
      permit.close();
    }
  }

  private static long announced(@Nullable String contentLength) {
    return contentLength != null && contentLength.matches("[0-9]{1,18}")
        ? Long.parseLong(contentLength)
        : -1;
  }

  private byte[] all(InputStream in, int expected) {
    var deadline = System.nanoTime() + MAX_TIME.toNanos();
    // One byte more tells the end of a body from one that goes on.
    var body = new byte[Math.min(expected, limit) + 1];
    var length = 0;
    try {
      while (true) {
        var count = in.read(body, length, Math.min(PIECE, body.length - length));
        if (count < 0) {
          return Arrays.copyOf(body, length);
        }
        length += count;
        if (length > limit) {
          throw tooLarge();
        }
        if (System.nanoTime() - deadline > 0) {
          throw new Refusal(Problem.of(408, "Too slow", "The body took too long to arrive."));
        }
        if (length == body.length) {
          body = Arrays.copyOf(body, Math.min(2 * length, limit) + 1);
        }
      }
    } catch (IOException e) {
      throw new Refusal(
          Problem.of(
              400, "Incomplete body", "The connection closed before the whole body arrived."));
    }
  }

  private Refusal tooLarge() {
    return new Refusal(
        Problem.of(413, "Too large", "The body may have at most " + limit + " bytes."));
  }

  private static Refusal busy() {
    return Refusal.later("Busy", "Too many requests are being read at the moment; try again.");
  }
}
