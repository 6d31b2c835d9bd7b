package evalx.redis;

import java.time.Duration;
import java.util.List;

/**
 * Counts how often something is done within a time, on all nodes. The time begins with the first,
 * and with the next one after it has passed.
 *
 * @param key under which it is counted
 */
public record Tally(Redis redis, String key, Duration time) {
  private static final Script COUNT =
      Script.of(
          """
          local count = redis.call('INCR', KEYS[1])
          if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
          return count
          """);

  /**
   * Counts one more.
   *
   * @return how many there are
   * @throws RedisAway during an outage
   */
  public long add() {
    return (Long) redis.run(COUNT, List.of(key), time.toMillis());
  }
}
