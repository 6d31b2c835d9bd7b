package evalx.api;

import evalx.format.FieldError;
import evalx.format.Problem;
import evalx.intake.IdempotencyKeys;
import evalx.intake.IdempotencyKeys.Keyed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Answers a request that submits nothing: with an idempotency key once, however often it is sent.
 */
@Singleton
class AnswerOnce {
  static final String HEADER = "Idempotency-Key";
  private static final Pattern KEYS = Pattern.compile("[ -~]{1,255}");
  private static final byte[] NO_BODY = {};
  private static final Problem BAD_KEY =
      new Problem(
          422,
          "Invalid header",
          "The request cannot be known by its idempotency key.",
          List.of(new FieldError(HEADER, "must be 1 to 255 characters of printable ASCII")));

  private final Bodies bodies;
  private final IdempotencyKeys keys;

  @Inject
  AnswerOnce(Bodies bodies, IdempotencyKeys keys) {
    this.bodies = bodies;
    this.keys = keys;
  }

  /**
   * Answers a request without a body.
   *
   * @throws RuntimeException as {@link IdempotencyKeys#answer} does
   */
  byte[] answer(HttpServletRequest http, Supplier<byte[]> make) {
    return answer(http, NO_BODY, IdempotencyKeys.TTL, make);
  }

  /**
   * Answers a request with a body.
   *
   * @param reader of the body
   * @param life how long the answer is of use
   * @throws RuntimeException as {@link Bodies#read} and {@link IdempotencyKeys#answer} do
   */
  <T> byte[] answer(
      HttpServletRequest http,
      InputStream in,
      Function<byte[], T> reader,
      Function<T, byte[]> make,
      Duration life) {
    key(http); // a wrong one is refused before the body is read
    return bodies.read(
        in,
        Bodies.Sent.with(http),
        body -> {
          var asked = reader.apply(body);
          return answer(http, body, life, () -> make.apply(asked));
        });
  }

  private byte[] answer(
      HttpServletRequest http, byte[] body, Duration life, Supplier<byte[]> make) {
    return keyed(http, body).map(request -> keys.answer(request, life, make)).orElseGet(make);
  }

  /**
   * A request as its key names it; empty where it has none.
   *
   * @throws Refusal 422 when the key is none
   */
  static Optional<Keyed> keyed(HttpServletRequest http, byte[] body) {
    return key(http)
        .map(key -> new Keyed(key, Authentication.caller(http), WebFiles.path(http), body));
  }

  /** The key of a request; throws as {@link #keyed} does. */
  static Optional<String> key(HttpServletRequest http) {
    var key = Optional.ofNullable(http.getHeader(HEADER));
    if (key.isPresent() && !KEYS.matcher(key.get()).matches()) {
      throw new Refusal(BAD_KEY);
    }
    return key;
  }
}
