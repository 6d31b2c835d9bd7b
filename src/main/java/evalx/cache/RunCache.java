package evalx.cache;

import evalx.config.Settings;
import evalx.redis.CacheRedis;
import evalx.redis.Script;
import evalx.sandbox.RunReport;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    this(redis, settings.stores().caches().runs());
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
  public List<Optional<RunReport>> find(List<RunName> names) {
    var found = new HashMap<RunName, RunReport>();
    if (enabled) {
      // The runs of one program lie together; those of several are asked for in turn.
      names.stream()
          .collect(Collectors.groupingBy(RunName::program))
          .values()
          .forEach(runs -> find(runs, found));
    }
    return names.stream().map(name -> Optional.ofNullable(found.get(name))).toList();
  }

  private void find(List<RunName> runs, Map<RunName, RunReport> found) {
    var keys = runs.stream().map(RunName::key).toList();
    var entries = redis.run(FIND, keys, RunEntry.MAX_PACKED).map(List.class::cast);
    for (int i = 0; i < runs.size() && entries.isPresent(); i++) {
      var name = runs.get(i);
      read(entries.get().get(i)).ifPresent(report -> found.put(name, report));
    }
  }

  private static Optional<RunReport> read(@Nullable Object entry) {
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
  public void put(Map<RunName, RunReport> reports) {
    if (!enabled || !redis.isUsed()) {
      return;
    }
    var byProgram =
        reports.entrySet().stream().collect(Collectors.groupingBy(run -> run.getKey().program()));
    for (List<Map.Entry<RunName, RunReport>> runs : byProgram.values()) {
      var keys = runs.stream().map(run -> run.getKey().key()).toList();
      var values = runs.stream().map(run -> (Object) RunEntry.write(run.getValue()));
      redis.run(PUT, keys, Stream.concat(Stream.of(TTL.toMillis()), values).toArray());
    }
  }
}
