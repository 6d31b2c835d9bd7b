package evalx.intake;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.Script;
import evalx.redis.Tally;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The answer to a request that has an idempotency key and submits nothing: made once, and kept for
 * who sends the request again. In Redis a hash with the fingerprint of the request, who makes the
 * answer, and the answer. A request that fails leaves nothing, so that it can be tried again.
 */
final class KeptAnswer {
  /** Longer than any answer takes: then whoever was to make it has died, and another may. */
  private static final Duration CLAIM = Duration.ofMinutes(2);

  /** How long the same request on another thread or node is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Between two looks at it: each is twice the one before, up to the longest. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(320);

  /** Answers of a caller in an hour: nothing else bounds requests that submit nothing. */
  static final int MAX_KEPT = 10_000;

  private static final Logger LOG = System.getLogger(KeptAnswer.class.getName());
  private static final Script CLAIM_IT = Script.load("answer").repeatable();
  private static final Script KEEP =
      Script.of(
              """
              if redis.call('HGET', KEYS[1], 'maker') == ARGV[1] then
                redis.call('HSET', KEYS[1], 'answer', ARGV[2])
                redis.call('PEXPIRE', KEYS[1], ARGV[3])
              end
              """)
          .repeatable();
  private static final Script RELEASE =
      Script.of(
              """
              if redis.call('HGET', KEYS[1], 'maker') == ARGV[1] then redis.call('DEL', KEYS[1]) end
              """)
          .repeatable();

  private final Redis redis;
  private final String owner;
  private final RequestKey key;
  private final Duration life;
  private final String maker = UUID.randomUUID().toString();

  /**
   * @param owner of the key
   * @param life how long the answer is of use
   */
  KeptAnswer(Redis redis, String owner, RequestKey key, Duration life) {
    this.redis = redis;
    this.owner = owner;
    this.key = key;
    this.life = life;
  }

  /** The answer that was given before, or else a new one. */
  byte[] orElse(Supplier<byte[]> make) {
    return orElse(make, PATIENCE);
  }

  byte[] orElse(Supplier<byte[]> make, Duration patience) {
    var end = System.nanoTime() + patience.toNanos();
    var pause = FIRST_PAUSE.toNanos();
    for (var known = claim(); !known.isMine(); known = claim()) {
      if (known.answer().isPresent()) {
        return known.answer().get();
      }
      var left = end - System.nanoTime();
      if (left <= 0) {
        throw new KeyInUse();
      }
      sleep(Math.min(pause, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
    }
    return make(make);
  }

  private record Known(boolean isMine, Optional<byte[]> answer) {}

  private Known claim() {
    var reply =
        (List<?>)
            redis.run(CLAIM_IT, List.of(key.name()), key.fingerprint(), maker, CLAIM.toMillis());
    key.requireSame(RequestKey.text(reply.get(0)));
    return new Known(
        maker.equals(RequestKey.text(reply.get(1))), Optional.ofNullable((byte[]) reply.get(2)));
  }

  private byte[] make(Supplier<byte[]> make) {
    byte[] answer;
    try {
      count();
      answer = make.get();
    } catch (RuntimeException e) {
      release();
      throw e;
    }
    keep(answer);
    return answer;
  }

  private void count() {
    if (new Tally(redis, Keys.answers(owner), RequestKey.TTL).add() > MAX_KEPT) {
      throw new TooManyKeys(MAX_KEPT);
    }
  }

  /** Without it, the request is answered anew when it is sent again. */
  private void keep(byte[] answer) {
    try {
      redis.run(KEEP, List.of(key.name()), maker, answer, life.toMillis());
    } catch (RedisAway e) {
      LOG.log(Level.WARNING, "an answer is not kept for its idempotency key: {0}", e.getMessage());
    }
  }

  private void release() {
    try {
      redis.run(RELEASE, List.of(key.name()), maker);
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "a request that failed can be sent again in {0}", CLAIM);
    }
  }

  private static void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyInUse();
    }
  }
}
