package evalx.admin;

import evalx.config.CacheSettings;
import evalx.config.Settings;
import evalx.redis.CacheRedis;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The caches that all nodes share, and how they did within the last hour. */
@Singleton
public class Caches {
  private static final Duration MAX_CLEAR = Duration.ofSeconds(10);

  private static final Script FACTS =
      Script.of(
              """
              local memory = redis.call('INFO', 'memory')
              return {redis.call('DBSIZE'), tonumber(string.match(memory, 'used_memory:(%d+)')),
                tonumber(string.match(memory, 'maxmemory:(%d+)'))}
              """)
          .repeatable();

  /** Removes some of the entries; gives where to go on, and how many there were. */
  private static final Script CLEAR =
      Script.of(
          """
          local page = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', 500)
          local removed = 0
          for _, key in ipairs(page[2]) do removed = removed + redis.call('UNLINK', key) end
          return {page[1], removed}
          """);

  private final CacheRedis redis;
  private final Series series;
  private final CacheSettings settings;
  private final Clock clock;

  @Inject
  Caches(CacheRedis redis, Series series, Settings settings) {
    this(redis, series, settings.stores().caches(), Clock.systemUTC());
  }

  Caches(CacheRedis redis, Series series, CacheSettings settings, Clock clock) {
    this.redis = redis;
    this.series = series;
    this.settings = settings;
    this.clock = clock;
  }

  /** A cache. */
  public enum Kind {
    PROGRAMS("programs", Keys.artifact("*")),
    RUNS("runs", Keys.run("*", "*"));

    private final String label;
    private final String keys;

    Kind(String label, String keys) {
      this.label = label;
      this.keys = keys.replace("{*}", "*");
    }

    /** Its name. */
    public String label() {
      return label;
    }
  }

  /** How a cache did; its rate is absent where nothing was asked for. */
  public record Shown(
      String name, boolean enabled, long hits, long misses, Optional<Double> hitRate) {
    static Shown of(Kind kind, boolean enabled, long hits, long misses) {
      return new Shown(kind.label(), enabled, hits, misses, Slot.share(hits, misses));
    }
  }

  /** The Redis of the caches; what it does not say is absent. */
  public record Store(
      boolean shared,
      boolean available,
      Optional<Long> entries,
      Optional<Long> usedMemory,
      Optional<Long> maxMemory) {}

  /** All of them. */
  public record All(List<Shown> caches, Store store) {
    public All {
      caches = List.copyOf(caches);
    }
  }

  /**
   * How the caches do.
   *
   * @throws evalx.redis.RedisAway when the Redis of the results does not answer
   */
  public All show() {
    var sums = series.sums();
    return new All(
        List.of(
            Shown.of(
                Kind.PROGRAMS,
                settings.programs(),
                sums.number(Slot.PROGRAM_HITS),
                sums.number(Slot.PROGRAM_MISSES)),
            Shown.of(
                Kind.RUNS,
                settings.runs(),
                sums.number(Slot.RUN_HITS),
                sums.number(Slot.RUN_MISSES))),
        store());
  }

  /** What the Redis of the caches says of itself, all its servers together. */
  Store store() {
    var facts = redis.onEachNode(node -> node.run(FACTS));
    return new Store(redis.isUsed(), !facts.isEmpty(), sum(facts, 0), sum(facts, 1), sum(facts, 2));
  }

  private static Optional<Long> sum(List<Object> facts, int index) {
    return facts.stream().map(answer -> (Long) ((List<?>) answer).get(index)).reduce(Long::sum);
  }

  /**
   * Removes all entries of some caches, as far as there is time; what a node holds itself stays.
   *
   * @return how many there were
   */
  public long clear(List<Kind> kinds) {
    var end = clock.instant().plus(MAX_CLEAR);
    return kinds.stream()
        .flatMap(kind -> redis.onEachNode(node -> clear(node, kind, end)).stream())
        .mapToLong(removed -> removed)
        .sum();
  }

  private long clear(Redis.Node node, Kind kind, Instant end) {
    long removed = 0;
    var cursor = "0";
    do {
      var page = (List<?>) node.run(CLEAR, cursor, kind.keys);
      removed += (Long) page.get(1);
      cursor = new String((byte[]) page.get(0), StandardCharsets.UTF_8);
    } while (!cursor.equals("0") && clock.instant().isBefore(end));
    return removed;
  }
}
