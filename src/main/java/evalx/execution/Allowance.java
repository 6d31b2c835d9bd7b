package evalx.execution;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The part of a job's budget that is left. Only the time its own runs take is charged: what it
 * waits for the runs of other jobs is not its fault.
 */
final class Allowance {
  private final Duration budget;
  private final int parallelism;
  private final AtomicLong spentNanos = new AtomicLong();

  Allowance(Duration budget, int parallelism) {
    this.budget = budget;
    this.parallelism = parallelism;
  }

  void spend(Duration wall) {
    spentNanos.addAndGet(wall.toNanos());
  }

  /** Negative or zero when nothing is left. */
  Duration left() {
    return budget.minusNanos(spentNanos.get() / parallelism);
  }
}
