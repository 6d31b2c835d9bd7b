package evalx.cache;

import evalx.redis.Redis;
import evalx.redis.Script;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps Redis from filling up: above 80 % of its memory the caches are trimmed to 70 %. First go
 * the artifacts that were used least, then runs as they come, last the artifacts used most.
 */
@Singleton
public class MemoryWatch {
  /** How often to look. */
  public static final Duration PERIOD = Duration.ofSeconds(30);

  /** No more artifacts than this, however small. */
  private static final int MOST_ARTIFACTS = 10_000;

  private static final int MOST_STEPS = 2000;
  private static final Logger LOG = System.getLogger(MemoryWatch.class.getName());

  /** One node trims at a time; forgets the uses of artifacts that have surely expired. */
  private static final Script BEGIN =
      new Script(
          Room.SCRIPT
              + """
              local now = tonumber(redis.call('TIME')[1])
              redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 1800)
              local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[1])
              for i = 1, over do
                redis.call('DEL', ARGV[2] .. redis.call('ZPOPMIN', KEYS[1])[1])
              end
              if not used_more_than(tonumber(ARGV[3])) then return 0 end
              return redis.call('GET', KEYS[2]) and 0 or redis.pcall('SET', KEYS[2], '1', 'EX', 10) and 1
              """);

  /** Returns -1 when there is room again, else how many were removed. */
  private static final Script TRIM_ARTIFACTS =
      new Script(
          Room.SCRIPT
              + """
              if not used_more_than(tonumber(ARGV[1])) then return -1 end
              local most = ARGV[2] == 'stale' and redis.call('TIME')[1] or '+inf'
              local names = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', most, 'LIMIT', 0, 16)
              for _, name in ipairs(names) do
                redis.call('DEL', ARGV[3] .. name)
                redis.call('ZREM', KEYS[1], name)
              end
              return #names
              """);

  private static final Script TRIM_RUNS =
      new Script(
          Room.SCRIPT
              + """
              if not used_more_than(tonumber(ARGV[1])) then return {'done'} end
              local found = redis.call('SCAN', ARGV[2], 'MATCH', ARGV[3] .. '*', 'COUNT', 500)
              for _, key in ipairs(found[2]) do redis.call('DEL', key) end
              return {found[1]}
              """);

  private final Redis redis;
  private final ArtifactCache artifacts;

  @Inject
  MemoryWatch(Redis redis, ArtifactCache artifacts) {
    this.redis = redis;
    this.artifacts = artifacts;
  }

  /**
   * Looks once, and trims if it must.
   *
   * @throws evalx.redis.RedisAway when Redis is away
   */
  public void look() {
    artifacts.writeUses();
    var keys = List.of(CacheNames.USES, CacheNames.TRIMMER);
    var begun = redis.run(BEGIN, keys, values(MOST_ARTIFACTS, CacheNames.ARTIFACT, Room.MOST));
    if (!Long.valueOf(0).equals(begun)) {
      LOG.log(Level.INFO, "Redis is nearly full: caches are trimmed");
      if (!trimArtifacts("stale") && !trimRuns() && !trimArtifacts("all")) {
        LOG.log(Level.WARNING, "Redis is nearly full, and not of caches: give it more memory");
      }
    }
  }

  /** Whether there is room now. */
  private boolean trimArtifacts(String which) {
    var values = values(Room.TRIMMED, which, CacheNames.ARTIFACT);
    long removed = 1;
    for (int step = 0; removed > 0 && step < MOST_STEPS; step++) {
      removed = (Long) redis.run(TRIM_ARTIFACTS, List.of(CacheNames.USES), values);
    }
    return removed < 0;
  }

  private boolean trimRuns() {
    var cursor = "0";
    for (int step = 0; step < MOST_STEPS; step++) {
      var values = values(Room.TRIMMED, cursor, CacheNames.RUN);
      var answer = (List<?>) redis.run(TRIM_RUNS, List.of(), values);
      cursor = new String((byte[]) answer.get(0), StandardCharsets.UTF_8);
      if (cursor.equals("done") || cursor.equals("0")) {
        break;
      }
    }
    return cursor.equals("done");
  }

  private static List<byte[]> values(Object... values) {
    return Stream.of(values)
        .map(value -> value.toString().getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
