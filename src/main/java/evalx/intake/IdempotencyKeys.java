package evalx.intake;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.result.BodyHash;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** The keys by which a request that is sent again is known for an hour, on all nodes. */
@Singleton
public class IdempotencyKeys {
  private final Redis redis;

  @Inject
  IdempotencyKeys(Redis redis) {
    this.redis = redis;
  }

  /**
   * The places for the submissions of a request.
   *
   * @param key as the caller chose it; others may choose the same
   * @param what the request asks for, beside its body
   */
  public IntFunction<Reservation> request(String key, Caller caller, String what, byte[] body) {
    var owner = BodyHash.of((caller.key() + "\0" + key).getBytes(StandardCharsets.UTF_8));
    var request = new RepeatableRequest(redis, Keys.request(owner), what + " " + BodyHash.of(body));
    return request::submission;
  }
}
