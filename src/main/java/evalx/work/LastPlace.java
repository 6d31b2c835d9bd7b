package evalx.work;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps the last place of this node for callers who would otherwise wait behind one that fills all
 * the others: it never takes jobs of the caller with the most jobs in hand.
 *
 * <p>It takes nothing while less than half of the other places are in use. If it did, one of the
 * first jobs of a flood would get it, for as long as that job runs. It follows what it is shown a
 * few times a second and stays as it is through short pauses, so it does not change with every job.
 */
@Singleton
class LastPlace {
  static final Duration PAUSE = Duration.ofSeconds(1);

  private final RunningJobs runningJobs;
  private final LongSupplier nanoTime;
  private Optional<String> excluded = Optional.empty();
  private long lastInUse;

  @Inject
  LastPlace(RunningJobs runningJobs) {
    this(runningJobs, System::nanoTime);
  }

  LastPlace(RunningJobs runningJobs, LongSupplier nanoTime) {
    this.runningJobs = runningJobs;
    this.nanoTime = nanoTime;
  }

  /**
   * The key of the caller whose jobs it does not take; empty while it takes none at all.
   *
   * @param places of this node, the last one included
   */
  Optional<String> excludedCaller(int places) {
    var running = runningJobs.byCaller();
    var now = nanoTime.getAsLong();
    var inUse = running.values().stream().mapToLong(Long::longValue).sum();
    if (inUse > 0 && 2 * inUse >= places - 1) {
      lastInUse = now;
      excluded = withMost(running);
    } else if (now - lastInUse > PAUSE.toNanos()) {
      excluded = Optional.empty();
    }
    return excluded;
  }

  /** Among equals the one that is excluded already. */
  private Optional<String> withMost(Map<String, Long> running) {
    var most = running.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return excluded
        .filter(caller -> running.getOrDefault(caller, 0L) == most)
        .or(
            () ->
                running.keySet().stream()
                    .filter(caller -> running.getOrDefault(caller, 0L) == most)
                    .findAny());
  }
}
