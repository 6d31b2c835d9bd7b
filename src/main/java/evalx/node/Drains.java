package evalx.node;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.Script;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which workers take no more jobs because an operator said so; every node can say it. */
@Singleton
public class Drains {
  /** Names of workers that are gone do no harm, and are not kept without end. */
  private static final int MAX_DRAINED = 1000;

  private static final long MAX_AGE_NANOS = 1_000_000_000L;

  private static final Script DRAIN =
      Script.of(
              """
              if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then redis.call('SPOP', KEYS[1]) end
              return redis.call('SADD', KEYS[1], ARGV[1])
              """)
          .repeatable();

  private static final Script UNDRAIN =
      Script.of("return redis.call('SREM', KEYS[1], ARGV[1])").repeatable();

  private static final Script ALL =
      Script.of("return redis.call('SMEMBERS', KEYS[1])").repeatable();

  private final Redis redis;
  private Set<String> known = Set.of();
  private boolean looked;
  private long lookedAt;

  @Inject
  public Drains(Redis redis) {
    this.redis = redis;
  }

  /** Lets a worker take no more jobs, until {@link #undrain}. */
  public void drain(String worker) {
    redis.run(DRAIN, List.of(Keys.DRAINED), worker, MAX_DRAINED);
  }

  /** Lets a worker take jobs again. */
  public void undrain(String worker) {
    redis.run(UNDRAIN, List.of(Keys.DRAINED), worker);
  }

  /** The ids of all workers that are drained. */
  public Set<String> all() {
    var names = (List<?>) redis.run(ALL, List.of(Keys.DRAINED));
    return names.stream()
        .map(name -> new String((byte[]) name, StandardCharsets.UTF_8))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a worker is drained, at most a second old; during an outage as it was before. */
  public synchronized boolean isDrained(String worker) {
    var now = System.nanoTime();
    if (!looked || now - lookedAt > MAX_AGE_NANOS) {
      looked = true;
      lookedAt = now;
      try {
        known = all();
      } catch (RedisAway e) {
        // what was known holds on
      }
    }
    return known.contains(worker);
  }
}
