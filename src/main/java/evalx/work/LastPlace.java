package evalx.work;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toUnmodifiableSet;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Keeps the last place of this node for callers who would otherwise wait behind those that fill all
 * the others, however many they are: it takes no jobs of callers who have some in hand, and those
 * of others who have used much lately only when nobody else has come for a moment.
 *
 * <p>It takes nothing while less than half of the other places are in use. If it did, one of the
 * first jobs of a flood would get it, for as long as that job runs. It follows what it is shown a
 * few times a second and stays as it is through short pauses, so it does not change with every job.
 */
@Singleton
class LastPlace {
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of callers: what the broker compares each waiting job with is no longer than that. */
  static final int MAX_EXCLUDED = 64;

  private final RunningJobs runningJobs;
  private final LongSupplier nanoTime;
  private final UseOfPlaces use = new UseOfPlaces();
  private Optional<Set<String>> excluded = Optional.empty();
  private long lastInUse;
  private long freeSince;

  @Inject
  LastPlace(RunningJobs runningJobs) {
    this(runningJobs, System::nanoTime);
  }

  LastPlace(RunningJobs runningJobs, LongSupplier nanoTime) {
    this.runningJobs = runningJobs;
    this.nanoTime = nanoTime;
  }

  /**
   * The keys of the callers whose jobs it does not take; empty while it takes none at all.
   *
   * @param places of this node, the last one included
   */
  Optional<Set<String>> excludedCallers(int places) {
    var running = runningJobs.byCaller();
    var now = nanoTime.getAsLong();
    var inUse = running.values().stream().mapToLong(Long::longValue).sum();
    use.look(running, now);
    if (inUse > 0 && 2 * inUse >= places - 1) {
      lastInUse = now;
      if (excluded.isEmpty() || inUse >= places) {
        freeSince = now;
      }
      excluded = Optional.of(exclude(running, now));
    } else if (now - lastInUse > PAUSE.toNanos()) {
      excluded = Optional.empty();
    }
    return excluded;
  }

  /** Where there are too many, those with the most jobs, and then with the most use, count. */
  private Set<String> exclude(Map<String, Long> running, long now) {
    var isKept = now - freeSince <= PAUSE.toNanos();
    return use.callers().stream()
        .filter(
            caller ->
                running.containsKey(caller)
                    || (use.isHeavy(caller)
                        && (isKept || use.isSeen(caller, now - PAUSE.toNanos()))))
        .sorted(
            comparing((String caller) -> running.getOrDefault(caller, 0L))
                .thenComparing(use::used)
                .reversed())
        .limit(MAX_EXCLUDED)
        .collect(toUnmodifiableSet());
  }
}
