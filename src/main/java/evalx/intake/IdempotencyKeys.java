package evalx.intake;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.result.BodyHash;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The keys by which a request that is sent again is known for an hour, on all nodes. */
@Singleton
public class IdempotencyKeys {
  /** How long a request is known by its key. */
  public static final Duration TTL = RequestKey.TTL;

  private final Redis redis;

  @Inject
  IdempotencyKeys(Redis redis) {
    this.redis = redis;
  }

  /**
   * A request that has a key.
   *
   * @param key as the caller chose it; others may choose the same
   * @param what the request asks for, beside its body
   */
  public record Keyed(String key, Caller caller, String what, byte[] body) {
    private RequestKey known() {
      var owned = caller.key() + "\0" + key;
      var name = Keys.request(BodyHash.of(owned.getBytes(StandardCharsets.UTF_8)));
      return new RequestKey(name, what + " " + BodyHash.of(body));
    }
  }

  /** The places for the submissions of a request. */
  public IntFunction<Reservation> reservations(Keyed request) {
    return new RepeatableRequest(redis, request.known())::submission;
  }

  /**
   * The answer that a request has got before, or else a new one. Requests that come at the same
   * time get one answer.
   *
   * @param life how long the answer is of use; then the key is free
   * @throws KeyReused when its key was used with another request
   * @throws KeyInUse when the same request is not answered within some seconds
   * @throws TooManyKeys when the caller has used too many
   * @throws RuntimeException as making the answer does; then nothing is kept
   */
  public byte[] answer(Keyed request, Duration life, Supplier<byte[]> make) {
    return kept(request, life).orElse(make);
  }

  KeptAnswer kept(Keyed request, Duration life) {
    return new KeptAnswer(redis, request.caller().limitKey(), request.known(), life);
  }
}
