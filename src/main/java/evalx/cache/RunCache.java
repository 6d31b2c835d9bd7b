package evalx.cache;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.sandbox.RunReport;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Outcomes of runs in Redis, read and written for many runs at a time. When Redis is away or full,
 * nothing is found and nothing is kept.
 */
@Singleton
public class RunCache {
  /** Outcomes that are read in one round trip: together some 16 MiB at the very most. */
  public static final int MOST_AT_A_TIME = 64;

  private static final Duration TTL = Duration.ofHours(1);

  private static final Logger LOG = System.getLogger(RunCache.class.getName());

  private static final Script FIND =
      new Script(
          """
          local found = {}
          for i, key in ipairs(KEYS) do
            local size = redis.call('STRLEN', key)
            found[i] = size > 0 and size <= tonumber(ARGV[1]) and redis.call('GET', key)
          end
          return found
          """);

  private static final Script PUT =
      new Script(
          Room.SCRIPT
              + """
              if used_more_than(tonumber(ARGV[1])) then return 0 end
              for i, key in ipairs(KEYS) do redis.call('SET', key, ARGV[i + 2], 'PX', ARGV[2]) end
              return 1
              """);

  private final Redis redis;
  private final boolean enabled;
  private final Runnable refused;

  @Inject
  RunCache(Redis redis, Settings settings, Event<CacheFull> events) {
    this(redis, settings.caches().runs(), () -> events.fire(new CacheFull()));
  }

  /**
   * @param enabled false: nothing is ever found or kept
   * @param refused called each time that outcomes were not taken
   */
  public RunCache(Redis redis, boolean enabled, Runnable refused) {
    this.redis = redis;
    this.enabled = enabled;
    this.refused = refused;
  }

  /**
   * The outcomes of runs of these names, as far as they are known, in the same order.
   *
   * @param names at most {@link #MOST_AT_A_TIME}
   */
  public List<Optional<RunReport>> find(List<String> names) {
    if (!enabled) {
      return nothing(names);
    }
    try {
      var keys = names.stream().map(CacheNames::run).toList();
      var found = (List<?>) redis.run(FIND, keys, List.of(text(RunEntry.MOST_PACKED)));
      return found.stream().map(RunCache::read).toList();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "run without looking into the cache", e);
      return nothing(names);
    }
  }

  private static List<Optional<RunReport>> nothing(List<String> names) {
    return names.stream().map(name -> Optional.<RunReport>empty()).toList();
  }

  private static Optional<RunReport> read(Object entry) {
    try {
      return entry == null ? Optional.empty() : Optional.of(RunEntry.read((byte[]) entry));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a cached run cannot be used: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether the outcome of a run is one that is kept. */
  public static boolean keeps(RunReport report) {
    return RunEntry.keeps(report);
  }

  /** Keeps outcomes by name for an hour, if there is room. */
  public void put(Map<String, RunReport> reports) {
    if (!enabled || reports.isEmpty()) {
      return;
    }
    var entries = List.copyOf(reports.entrySet());
    var values =
        Stream.concat(
                Stream.of(text(Room.MOST), text(TTL.toMillis())),
                entries.stream().map(entry -> RunEntry.write(entry.getValue())))
            .toList();
    try {
      var keys = entries.stream().map(entry -> CacheNames.run(entry.getKey())).toList();
      if (Long.valueOf(1).equals(redis.run(PUT, keys, values))) {
        return;
      }
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "outcomes are not kept", e);
    }
    refused.run();
  }

  private static byte[] text(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
