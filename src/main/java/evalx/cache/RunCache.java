package evalx.cache;

import evalx.config.Settings;
import evalx.redis.CacheRedis;
import evalx.redis.Keys;
import evalx.redis.Script;
import evalx.sandbox.RunReport;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Outcomes of runs that all nodes share, read and written for many runs at a time. While the cache
 * is away, nothing is found and nothing is kept.
 */
@Singleton
public class RunCache {
  /** Outcomes that are read in one round trip: together some 4 MiB at most. */
  public static final int MAX_AT_A_TIME = 16;

  private static final Duration TTL = Duration.ofHours(1);

  private static final Logger LOG = System.getLogger(RunCache.class.getName());

  private static final Script FIND = Script.load("find-runs").repeatable();

  private static final Script PUT =
      Script.of(
              """
              for i, run in ipairs(KEYS) do redis.call('SET', run, ARGV[i + 1], 'PX', ARGV[1]) end
              """)
          .repeatable();

  private final CacheRedis redis;
  private final boolean enabled;

  @Inject
  RunCache(CacheRedis redis, Settings settings) {
    this(redis, settings.caches().runs());
  }

  /**
   * @param enabled false: nothing is ever found or kept
   */
  public RunCache(CacheRedis redis, boolean enabled) {
    this.redis = redis;
    this.enabled = enabled;
  }

  /**
   * The outcomes of runs of these names, as far as they are known, in the same order.
   *
   * @param names at most {@link #MAX_AT_A_TIME}
   */
  public List<Optional<RunReport>> find(List<String> names) {
    if (!enabled) {
      return nothing(names);
    }
    var keys = names.stream().map(Keys::run).toList();
    return redis
        .run(FIND, keys, RunEntry.MAX_PACKED)
        .map(found -> ((List<?>) found).stream().map(RunCache::read).toList())
        .orElseGet(() -> nothing(names));
  }

  private static List<Optional<RunReport>> nothing(List<String> names) {
    return names.stream().map(name -> Optional.<RunReport>empty()).toList();
  }

  private static Optional<RunReport> read(Object entry) {
    try {
      return entry == null ? Optional.empty() : Optional.of(RunEntry.read((byte[]) entry));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Ignoring a cached run that cannot be read: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether the outcome of a run is one that is kept. */
  public static boolean keeps(RunReport report) {
    return RunEntry.keeps(report);
  }

  /** Keeps outcomes by name for an hour. */
  public void put(Map<String, RunReport> reports) {
    if (!enabled || reports.isEmpty() || !redis.isUsed()) {
      return;
    }
    var entries = List.copyOf(reports.entrySet());
    var keys = entries.stream().map(entry -> Keys.run(entry.getKey())).toList();
    var values = entries.stream().map(entry -> (Object) RunEntry.write(entry.getValue()));
    redis.run(PUT, keys, Stream.concat(Stream.of(TTL.toMillis()), values).toArray());
  }
}
