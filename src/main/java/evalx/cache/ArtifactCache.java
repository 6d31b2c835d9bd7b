package evalx.cache;

import evalx.redis.CacheRedis;
import evalx.redis.Keys;
import evalx.redis.Script;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Compilations that all nodes share, and the claims of those who are compiling. While the cache is
 * away, nothing is found, everybody may compile, and nothing is kept.
 *
 * <p>A claim that is not renewed ends by itself: its holder may have been killed.
 */
@Singleton
public class ArtifactCache {
  /** How long a claim lasts without being renewed. */
  public static final Duration CLAIM_TIME = Duration.ofSeconds(6);

  /** Bytes of the files of a program that is kept here. */
  public static final int MAX_BYTES = CompilationEntry.MAX_BYTES;

  /** Bytes of an entry that comes with the answer to a claim; larger ones are used in turn. */
  static final int MAX_INLINE = 512 << 10;

  private static final Duration MAX_TURN = Duration.ofSeconds(3);

  private static final Logger LOG = System.getLogger(ArtifactCache.class.getName());

  private static final Script CLAIM = Script.load("claim");

  private static final Script RENEW =
      Script.of(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
          """);

  private static final Script RELEASE =
      Script.of(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
          """);

  private static final Script PUT =
      Script.of("redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])").repeatable();

  private static final Script REMOVE = Script.of("redis.call('DEL', KEYS[1])").repeatable();

  private static final Script GET = Script.of("return redis.call('GET', KEYS[1])").repeatable();

  private final CacheRedis redis;
  private final Duration maxTurn;

  /** Held by who has a large program in memory: the heap is planned for one. */
  private final Lock turn = new ReentrantLock();

  @Inject
  public ArtifactCache(CacheRedis redis) {
    this(redis, MAX_TURN);
  }

  ArtifactCache(CacheRedis redis, Duration maxTurn) {
    this.redis = redis;
    this.maxTurn = maxTurn;
  }

  /**
   * Asks for a compilation, and for the right to make it where there is none.
   *
   * @param name made of everything that it depends on
   * @param holder the name of the caller, which must be unique
   */
  public Claim claim(String name, String holder) {
    var keys = List.of(Keys.artifact(name), Keys.compiling(name));
    var answer =
        redis.run(
            CLAIM, keys, holder, CLAIM_TIME.toMillis(), CompilationEntry.MAX_PACKED, MAX_INLINE);
    if (answer.isPresent() && answer.get() instanceof byte[] entry) {
      return entry.length == 0 ? new Claim.LargeHit() : read(name, entry);
    }
    return answer.filter(Long.valueOf(0)::equals).isPresent()
        ? new Claim.Theirs()
        : new Claim.Mine();
  }

  private Claim read(String name, byte[] entry) {
    return compilation(name, entry).<Claim>map(Claim.Hit::new).orElseGet(Claim.Theirs::new);
  }

  private Optional<Compilation> compilation(String name, byte[] entry) {
    try {
      return Optional.of(CompilationEntry.read(entry));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Removing a cached program that cannot be read: {0}", e.getMessage());
      redis.run(REMOVE, List.of(Keys.artifact(name)));
      return Optional.empty();
    }
  }

  /**
   * Does something with a large program while no other is in memory; empty where it has gone, or
   * others are in memory for long.
   */
  public <T> Optional<T> use(String name, Function<Compilation, Optional<T>> use) {
    return inTurn(
        () ->
            redis
                .run(GET, List.of(Keys.artifact(name)))
                .flatMap(entry -> compilation(name, (byte[]) entry))
                .flatMap(use));
  }

  /**
   * Does what takes a program of any size into memory; empty where it is not its turn within some
   * seconds: a sandbox may keep the one before waiting.
   */
  public <T> Optional<T> inTurn(Supplier<Optional<T>> work) {
    try {
      if (!turn.tryLock(maxTurn.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  /** Makes a claim last longer. */
  public void renew(String name, String holder) {
    redis.run(RENEW, List.of(Keys.compiling(name)), holder, CLAIM_TIME.toMillis());
  }

  /** Ends a claim: the next who asks has it, unless there is a compilation now. */
  public void release(String name, String holder) {
    redis.run(RELEASE, List.of(Keys.compiling(name)), holder);
  }

  /** Keeps a compilation for a time. */
  public void put(String name, Compilation compilation, Duration time) {
    if (redis.isUsed()) {
      var entry = CompilationEntry.write(compilation);
      redis.run(PUT, List.of(Keys.artifact(name)), entry, time.toMillis());
    }
  }
}
