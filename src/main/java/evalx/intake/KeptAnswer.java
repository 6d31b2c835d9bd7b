package evalx.intake;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.Script;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The answer to a request that has an idempotency key and submits nothing: made once, and kept for
 * who sends the request again. In Redis a hash with the fingerprint of the request, who makes the
 * answer, and the answer. A request that fails leaves nothing, so that it can be tried again.
 */
final class KeptAnswer {
  private static final Duration TTL = Duration.ofHours(1);

  /** Longer than any answer takes: then whoever was to make it has died, and another may. */
  private static final Duration CLAIM = Duration.ofMinutes(2);

  /** How long the same request on another thread or node is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(50);

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
  private static final Script COUNT =
      Script.of(
          """
          local count = redis.call('INCR', KEYS[1])
          if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
          return count
          """);

  private final Redis redis;
  private final String owner;
  private final String key;
  private final String fingerprint;
  private final String maker = UUID.randomUUID().toString();

  /**
   * @param owner of the key
   * @param key of the hash
   * @param fingerprint the same for the same request only
   */
  KeptAnswer(Redis redis, String owner, String key, String fingerprint) {
    this.redis = redis;
    this.owner = owner;
    this.key = key;
    this.fingerprint = fingerprint;
  }

  /** The answer that was given before, or else a new one. */
  byte[] orElse(Supplier<byte[]> make) {
    return orElse(make, PATIENCE);
  }

  byte[] orElse(Supplier<byte[]> make, Duration patience) {
    var end = System.nanoTime() + patience.toNanos();
    do {
      var known = claim();
      if (known.isMine()) {
        return make(make);
      }
      if (known.answer().isPresent()) {
        return known.answer().get();
      }
      pause();
    } while (System.nanoTime() - end < 0);
    throw new KeyInUse();
  }

  private record Known(boolean isMine, Optional<byte[]> answer) {}

  private Known claim() {
    var reply = (List<?>) redis.run(CLAIM_IT, List.of(key), fingerprint, maker, CLAIM.toMillis());
    if (!fingerprint.equals(text(reply.get(0)))) {
      throw new KeyReused();
    }
    return new Known(maker.equals(text(reply.get(1))), Optional.ofNullable((byte[]) reply.get(2)));
  }

  private static String text(Object reply) {
    return reply == null ? "" : new String((byte[]) reply, StandardCharsets.UTF_8);
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
    var count = (Long) redis.run(COUNT, List.of(Keys.answers(owner)), TTL.toMillis());
    if (count > MAX_KEPT) {
      throw new TooManyKeys(MAX_KEPT);
    }
  }

  /** Without it, the request is answered anew when it is sent again. */
  private void keep(byte[] answer) {
    try {
      redis.run(KEEP, List.of(key), maker, answer, TTL.toMillis());
    } catch (RedisAway e) {
      LOG.log(Level.WARNING, "an answer is not kept for its idempotency key: {0}", e.getMessage());
    }
  }

  private void release() {
    try {
      redis.run(RELEASE, List.of(key), maker);
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "a request that failed can be sent again in {0}", CLAIM);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyInUse();
    }
  }
}
