package evalx.result;

import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.RedisFacts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How full the result store is, asked once a second at most. New submissions are refused while the
 * last part of its memory, which belongs to the results of those accepted before, is in use.
 */
@ApplicationScoped
public class StoreSpace {
  /** Share of the memory up to which submissions are accepted. */
  static final double MAX_SHARE = 0.85;

  /** Share up to which jobs that were accepted are begun: the rest is for results of begun ones. */
  static final double MAX_SHARE_AT_BEGIN = 0.95;

  private static final Duration MAX_AGE = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(StoreSpace.class.getName());

  private final AtomicReference<@Nullable Look> last = new AtomicReference<>();
  private Supplier<RedisFacts> redis;
  private LongSupplier nanoTime = System::nanoTime;
  private volatile List<String> problems = List.of();
  private volatile boolean nearlyFull;

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  StoreSpace() {}

  @Inject
  public StoreSpace(Redis redis) {
    this(redis::facts);
  }

  public StoreSpace(Supplier<RedisFacts> redis) {
    this.redis = redis;
  }

  StoreSpace(Supplier<RedisFacts> redis, LongSupplier nanoTime) {
    this.redis = redis;
    this.nanoTime = nanoTime;
  }

  private record Look(long nanos, RedisFacts facts) {}

  /** An operator's own Redis may be unfit: said at the start, and by the health check. */
  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    try {
      facts();
    } catch (RedisAway e) {
      LOG.log(Level.WARNING, "Redis will be checked when it is back: {0}", e.getMessage());
    }
  }

  /**
   * What Redis said about itself within the last second.
   *
   * @throws RedisAway when it says nothing
   */
  public RedisFacts facts() {
    var known = last.get();
    var now = nanoTime.getAsLong();
    if (known != null && now - known.nanos() < MAX_AGE.toNanos()) {
      return known.facts();
    }
    // One caller asks; the others go on with what was known, if anything was.
    if (known != null && !last.compareAndSet(known, new Look(now, known.facts()))) {
      return known.facts();
    }
    var facts = ask(known);
    last.set(new Look(now, facts));
    report(facts.problems());
    return facts;
  }

  /** After a look that failed nobody goes on with what was known before: the next one asks. */
  private RedisFacts ask(@Nullable Look known) {
    try {
      return redis.get();
    } catch (RedisAway e) {
      last.set(known);
      throw e;
    }
  }

  private void report(List<String> current) {
    if (!current.equals(problems)) {
      problems = current;
      current.forEach(problem -> LOG.log(Level.WARNING, "The Redis of REDIS_URL: {0}", problem));
    }
  }

  /**
   * Whether another submission may be accepted.
   *
   * @throws RedisAway when Redis is away
   */
  public boolean hasRoom() {
    return !facts().usesMoreThan(MAX_SHARE);
  }

  /**
   * The bytes that are free below a share.
   *
   * @throws RedisAway when Redis is away
   */
  long free(double share) {
    return facts().free(share);
  }

  /**
   * Whether jobs that were accepted should wait in their queues, because their own results would
   * hardly find room: until so many have expired that new submissions are accepted again.
   *
   * @throws RedisAway when Redis is away
   */
  public boolean isNearlyFull() {
    nearlyFull = facts().usesMoreThan(nearlyFull ? MAX_SHARE : MAX_SHARE_AT_BEGIN);
    return nearlyFull;
  }

  /**
   * Notes that a result found no room. If others fill the store, jobs wait as above; says whether
   * they do. Otherwise the result is too large for this store.
   *
   * @throws RedisAway when Redis is away
   */
  public boolean isFilledByOthers() {
    nearlyFull = !hasRoom();
    return nearlyFull;
  }
}
