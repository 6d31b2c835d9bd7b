package evalx.cache;

import evalx.redis.Redis;
import evalx.redis.Script;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Compilations in Redis, and the claims of those who are compiling. When Redis is away or full,
 * nothing is found, everybody may compile, and nothing is kept.
 *
 * <p>A claim that is not renewed ends by itself: its holder may have been killed.
 */
@Singleton
public class ArtifactCache {
  /** How long a claim lasts without being renewed. */
  public static final Duration CLAIM_TIME = Duration.ofSeconds(6);

  /** Bytes of the files of a program that is kept here. */
  public static final int MOST_BYTES = CompilationEntry.MOST_BYTES;

  /** Uses that are noted until the next time they are written. */
  private static final int MOST_USES = 4096;

  private static final Logger LOG = System.getLogger(ArtifactCache.class.getName());

  /** Each use lets an artifact stay a minute longer than others, up to half an hour from now. */
  private static final String USED =
      """
      local function used(uses, name, times)
        local now = tonumber(redis.call('TIME')[1])
        local stays = tonumber(redis.call('ZSCORE', uses, name) or now)
        redis.pcall('ZADD', uses, math.min(math.max(stays, now) + 60 * times, now + 1800), name)
      end
      """;

  private static final Script CLAIM =
      new Script(
          USED
              + """
              local size = redis.call('STRLEN', KEYS[1])
              if size > tonumber(ARGV[3]) then
                redis.call('DEL', KEYS[1])
                size = 0
              end
              if size > 0 then
                used(KEYS[3], ARGV[4], 1)
                return redis.call('GET', KEYS[1])
              end
              return redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
              """);

  private static final Script RENEW =
      new Script(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
          return 1
          """);

  private static final Script RELEASE =
      new Script(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
          return 1
          """);

  private static final Script PUT =
      new Script(
          Room.SCRIPT
              + USED
              + """
              if used_more_than(tonumber(ARGV[4])) then return 0 end
              redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
              used(KEYS[2], ARGV[3], 1)
              return 1
              """);

  private static final Script USE =
      new Script(
          USED
              + """
              for i = 1, #ARGV, 2 do
                if redis.call('ZSCORE', KEYS[1], ARGV[i]) then
                  used(KEYS[1], ARGV[i], tonumber(ARGV[i + 1]))
                end
              end
              return 1
              """);

  private final Redis redis;
  private final Runnable refused;
  private final Map<String, Integer> uses = new ConcurrentHashMap<>();

  @Inject
  ArtifactCache(Redis redis, Event<CacheFull> events) {
    this(redis, () -> events.fire(new CacheFull()));
  }

  /**
   * @param refused called for each compilation that was not taken
   */
  public ArtifactCache(Redis redis, Runnable refused) {
    this.redis = redis;
    this.refused = refused;
  }

  /**
   * Asks for a compilation, and for the right to make it where there is none.
   *
   * @param name made of everything that it depends on
   * @param holder names who asks; nobody else has the same name
   */
  public Claim claim(String name, String holder) {
    try {
      var keys = List.of(CacheNames.artifact(name), CacheNames.compiling(name), CacheNames.USES);
      var answer =
          redis.run(
              CLAIM,
              keys,
              values(holder, CLAIM_TIME.toMillis(), CompilationEntry.MOST_PACKED, name));
      if (answer instanceof byte[] entry) {
        return read(name, entry);
      }
      return Long.valueOf(0).equals(answer) ? new Claim.Theirs() : new Claim.Mine();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "compiled without looking into the cache", e);
      return new Claim.Mine();
    }
  }

  private Claim read(String name, byte[] entry) {
    try {
      return new Claim.Hit(CompilationEntry.read(entry));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a cached program cannot be used: {0}", e.getMessage());
      redis.delete(CacheNames.artifact(name));
      return new Claim.Theirs();
    }
  }

  /** Makes a claim last longer. */
  public void renew(String name, String holder) {
    onClaim(RENEW, name, values(holder, CLAIM_TIME.toMillis()));
  }

  /** Ends a claim: the next who asks has it, unless there is a compilation now. */
  public void release(String name, String holder) {
    onClaim(RELEASE, name, values(holder));
  }

  private void onClaim(Script script, String name, List<byte[]> values) {
    try {
      redis.run(script, List.of(CacheNames.compiling(name)), values);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a claim ends by itself", e);
    }
  }

  /** Keeps a compilation for a time, if there is room. */
  public void put(String name, Compilation compilation, Duration time) {
    try {
      var kept =
          redis.run(
              PUT,
              List.of(CacheNames.artifact(name), CacheNames.USES),
              List.of(
                  CompilationEntry.write(compilation),
                  text(time.toMillis()),
                  text(name),
                  text(Room.MOST)));
      if (Long.valueOf(1).equals(kept)) {
        return;
      }
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "a compilation is not kept", e);
    }
    refused.run();
  }

  /** Notes a use that needed no question to Redis. */
  public void used(String name) {
    if (uses.size() < MOST_USES) {
      uses.merge(name, 1, Integer::sum);
    }
  }

  /** Writes down the uses noted since the last time. */
  void writeUses() {
    var names = List.copyOf(uses.keySet());
    if (!names.isEmpty()) {
      redis.run(
          USE,
          List.of(CacheNames.USES),
          names.stream().flatMap(name -> Stream.of(text(name), text(uses.remove(name)))).toList());
    }
  }

  private static List<byte[]> values(Object... values) {
    return Stream.of(values).map(ArtifactCache::text).toList();
  }

  private static byte[] text(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
