package evalx.result;

import evalx.redis.RedisAway;
import evalx.submission.Caller;
import evalx.threads.PeriodicTasks;
import evalx.threads.PeriodicTasks.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * How much of the result store one caller may fill: three times as much as it leaves free. One
 * alone has three quarters of what there is, two have three sevenths each, and whoever comes next
 * still finds room. (These are the dynamic thresholds of Choudhury and Hahne, "Dynamic queue length
 * thresholds in a shared memory packet switch", with a factor of 3.)
 *
 * <p>Beyond it, a caller's submissions are refused, and its accepted jobs wait a little later, so
 * that some more find room for their results than are accepted.
 */
@ApplicationScoped
public class StoreShares {
  private static final int TIMES_FREE = 3;

  /** While less of the store is in use, nobody can have more than it leaves free three times. */
  private static final double MIN_USED = 0.6;

  /** No job waits for longer. */
  private static final Duration MAX_WAIT = Duration.ofDays(7);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(StoreShares.class.getName());

  @Inject private PeriodicTasks tasks;

  private StoreSpace space;
  private KeptResults kept;
  private volatile Map<String, Long> largest = Map.of();
  private volatile Set<String> waiting = Set.of();

  /** When jobs of each caller last waited. */
  private final Map<String, Instant> waited = new ConcurrentHashMap<>();

  /** When those of all did, because the store was nearly full. */
  private volatile Instant allWaited = Instant.MIN;

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  StoreShares() {}

  @Inject
  @SuppressWarnings("NullAway.Init")
  public StoreShares(StoreSpace space, KeptResults kept) {
    this.space = space;
    this.kept = kept;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    tasks.begin(new Task("The count of what callers keep", PAUSE, this::look), PAUSE);
  }

  /** Passes on what this node has counted, and looks what all have. */
  public void look() {
    kept.passOn();
    try {
      if (space.isNearlyFull()) {
        allWaited = Instant.now();
      }
      largest = space.facts().usesMoreThan(MIN_USED) ? kept.largest() : Map.of();
      report(largest.isEmpty() ? Set.of() : beyond(space.free(StoreSpace.MAX_SHARE_AT_BEGIN)));
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "what callers keep is looked at later", e);
    }
  }

  /** Whether a job of a caller has waited for room in the store since it was queued. */
  public boolean hasWaited(Caller caller, Instant queued) {
    var own = waited.getOrDefault(caller.limitKey(), Instant.MIN);
    return own.isAfter(queued) || allWaited.isAfter(queued);
  }

  private Set<String> beyond(long free) {
    return largest.entrySet().stream()
        .filter(entry -> entry.getValue() / TIMES_FREE > free)
        .map(Map.Entry::getKey)
        .limit(KeptResults.MAX_CALLERS)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void report(Set<String> callers) {
    var now = Instant.now();
    waited.values().removeIf(time -> time.isBefore(now.minus(MAX_WAIT)));
    callers.forEach(caller -> waited.put(caller, now));
    if (!callers.equals(waiting)) {
      waiting = callers;
      LOG.log(
          Level.INFO,
          callers.isEmpty()
              ? "No caller''s jobs wait for room in the result store any more"
              : "Jobs of {0} wait until results of theirs have expired or are deleted: they fill"
                  + " the result store",
          callers);
    }
  }

  /**
   * Whether a caller may have more. In a full store that is no question of shares.
   *
   * @throws RedisAway when Redis is away
   */
  public boolean hasRoom(Caller caller) {
    var own = largest.get(caller.limitKey());
    var free = own == null ? 0 : space.free(StoreSpace.MAX_SHARE);
    return own == null || free == 0 || own / TIMES_FREE <= free;
  }

  /**
   * The callers whose jobs wait in their queues, by their {@link Caller#limitKey}: of an IPv6
   * network without tokens, which is a caller of many names, they do not.
   */
  public Set<String> waiting() {
    return waiting;
  }
}
