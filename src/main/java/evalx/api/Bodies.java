package evalx.api;

import evalx.config.Settings;
import evalx.format.Problem;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads request bodies: each within a limit of bytes and time, all together within a budget. */
@Singleton
final class Bodies {
  /** How long a client may take to send a body, on top of the server's time-out of each read. */
  private static final Duration MAX_TIME = Duration.ofSeconds(60);

  private static final int PIECE = 1 << 14;
  private static final int GZIP_BEGIN = 0x1f;

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
   * What is known of a body before it arrives.
   *
   * @param length as the client announced it; anything that is not a number counts as none
   * @param encoding the header Content-Encoding, or null
   */
  record Sent(Caller caller, @Nullable String length, @Nullable String encoding) {
    static Sent with(HttpServletRequest http) {
      return new Sent(
          Authentication.caller(http),
          http.getHeader("Content-Length"),
          http.getHeader("Content-Encoding"));
    }
  }

  /**
   * Reads a body and does something with it while its bytes are accounted for. The limit holds for
   * the bytes that arrive and for what they unpack to.
   *
   * @throws Refusal 413 when the body has more bytes than the limit, 415 when its encoding is not
   *     known, 503 when too many bodies are in hand, 400 when the client breaks off or the body is
   *     not what its encoding says, 408 when it is sent too slowly
   */
  <T> T read(InputStream in, Sent sent, Function<byte[], T> use) {
    var gzip = isGzip(sent.encoding());
    long announced = announced(sent.length());
    if (announced > limit) {
      throw tooLarge(limit);
    }
    // What a packed body unpacks to is not known before.
    long expected = gzip || announced < 0 ? limit : announced;
    var permit = budget.take(sent.caller(), expected).orElseThrow(Bodies::busy);
    try {
      var arriving = new ArrivingBody(in, limit, MAX_TIME);
      var size = announced < 0 ? PIECE : (int) announced;
      return use.apply(gzip ? unpacked(arriving) : whole(arriving, size, Bodies::accountedFor));
    } finally {
      permit.close();
    }
  }

  /**
   * The same for a body whose long texts have been taken out of it on its way: it may take long,
   * and have few bytes then, so that they are accounted for as they come.
   *
   * @throws Refusal as {@link #read} does
   */
  <T> T readRest(InputStream arriving, Caller caller, Function<byte[], T> use) {
    var permit = budget.take(caller, PIECE).orElseThrow(Bodies::busy);
    try {
      return use.apply(
          whole(
              arriving,
              PIECE,
              more -> {
                if (!permit.grow(more)) {
                  throw busy();
                }
              }));
    } finally {
      permit.close();
    }
  }

  /** Of bodies whose limit is accounted for before they are read. */
  private static void accountedFor(int more) {
    // Nothing is left to do.
  }

  private static boolean isGzip(@Nullable String contentEncoding) {
    return switch (contentEncoding == null
        ? ""
        : contentEncoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw new Refusal(
              Problem.of(
                  415, "Unknown encoding", "The Content-Encoding of a body may be gzip, or none."));
    };
  }

  private static long announced(@Nullable String contentLength) {
    return contentLength != null && contentLength.matches("[0-9]{1,18}")
        ? Long.parseLong(contentLength)
        : -1;
  }

  private byte[] whole(InputStream in, int expected, IntConsumer growing) {
    try {
      return all(in, expected, growing);
    } catch (IOException e) {
      throw incomplete();
    }
  }

  /** Open Liberty has unpacked it already and leaves the header; JSON never begins like gzip. */
  private byte[] unpacked(InputStream arriving) {
    try (var in = new PushbackInputStream(arriving)) {
      var first = in.read();
      if (first >= 0) {
        in.unread(first);
      }
      return all(
          first == GZIP_BEGIN ? new GZIPInputStream(in, PIECE) : in, PIECE, Bodies::accountedFor);
    } catch (ZipException e) {
      throw new Refusal(Problem.of(400, "Not gzip", "The body is not gzip, or is damaged."));
    } catch (IOException e) {
      throw incomplete();
    }
  }

  /**
   * All bytes.
   *
   * @param growing is told how many bytes more it takes before it does
   */
  private byte[] all(InputStream in, int expected, IntConsumer growing) throws IOException {
    // One byte more tells the end of a body from one that goes on.
    var body = new byte[Math.min(expected, limit) + 1];
    var length = 0;
    while (true) {
      var count = in.read(body, length, Math.min(PIECE, body.length - length));
      if (count < 0) {
        return Arrays.copyOf(body, length);
      }
      length += count;
      if (length > limit) {
        throw tooLarge(limit);
      }
      if (length == body.length) {
        var size = Math.min(2 * length, limit) + 1;
        growing.accept(size - length);
        body = Arrays.copyOf(body, size);
      }
    }
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(
        Problem.of(
            413, "Too large", "The body may have at most " + limit + " bytes, also unpacked."));
  }

  static Refusal incomplete() {
    return new Refusal(
        Problem.of(400, "Incomplete body", "The connection closed before the whole body arrived."));
  }

  private static Refusal busy() {
    return Refusal.later(
        "Busy",
        "Too many requests, or too many of yours, are being read at the moment; try again.");
  }
}
