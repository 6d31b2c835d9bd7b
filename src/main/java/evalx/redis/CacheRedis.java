package evalx.redis;

import evalx.config.RedisAddress;
import evalx.config.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Redis of the caches, which evicts what is used least. It may be away or forget anything at
 * any time: no call throws, and none waits long. After a failure it is left alone for a second, and
 * then one caller tries it while the others still go on without it.
 */
@Singleton
public class CacheRedis {
  private static final Duration REST = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(CacheRedis.class.getName());

  private final Optional<Redis> redis;

  /** When to try again in {@link System#nanoTime}; 0 while it works. */
  private final AtomicLong nextTry = new AtomicLong();

  @Inject
  public CacheRedis(Settings settings) {
    this(settings.stores().caches().redis());
  }

  /**
   * @param address where it is; empty for no caches
   */
  public CacheRedis(Optional<RedisAddress> address) {
    redis = address.map(at -> new Redis(at, Deadlines.OF_CACHES));
  }

  @PreDestroy
  public void close() {
    redis.ifPresent(Redis::close);
  }

  /** Whether there are caches at all: what is not used need not be prepared. */
  public boolean isUsed() {
    return redis.isPresent();
  }

  /** What a script returns; empty when that is null, and when the cache does not work now. */
  public Optional<Object> run(Script script, List<String> keys, Object... values) {
    return ask(cache -> cache.run(script, keys, values));
  }

  /**
   * What becomes of some work with each server that has keys, one after the other; empty when the
   * cache does not work now.
   */
  public <T> List<T> onEachNode(Function<Redis.Node, T> work) {
    return ask(cache -> cache.nodes().stream().map(work).toList()).orElse(List.of());
  }

  private <T> Optional<T> ask(Function<Redis, @Nullable T> work) {
    if (redis.isEmpty() || !mayTry()) {
      return Optional.empty();
    }
    try {
      var answer = work.apply(redis.get());
      nextTry.set(0);
      return Optional.ofNullable(answer);
    } catch (RedisFull e) {
      LOG.log(Level.DEBUG, "the cache is full of entries it may not evict", e);
    } catch (RedisAway e) {
      rest();
      LOG.log(Level.DEBUG, "the cache is away", e);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "the cache refused a command", e);
    }
    return Optional.empty();
  }

  private boolean mayTry() {
    var due = nextTry.get();
    return due == 0 || (System.nanoTime() - due >= 0 && nextTry.compareAndSet(due, restUntil()));
  }

  private void rest() {
    if (nextTry.getAndSet(restUntil()) == 0) {
      LOG.log(
          Level.WARNING, "The cache is away: programs and runs are not shared until it is back");
    }
  }

  private static long restUntil() {
    var time = System.nanoTime() + REST.toNanos();
    return time == 0 ? 1 : time;
  }
}
