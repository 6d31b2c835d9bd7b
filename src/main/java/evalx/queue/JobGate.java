package evalx.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a bounded number of jobs to work at a time, in the order they came, and a job that may have
 * killed a worker only alone, so that it cannot take others down with it.
 */
final class JobGate {
  private final int most;
  private final Duration wait;
  private final Semaphore places;

  /**
   * @param most jobs at work at a time
   * @param wait how long a job waits for its turn
   */
  JobGate(int most, Duration wait) {
    this.most = most;
    this.wait = wait;
    this.places = new Semaphore(most, true);
  }

  /** A place at work, to be left at its end; empty when none came free in time. */
  Optional<Place> enter(boolean alone) throws InterruptedException {
    int count = alone ? most : 1;
    return places.tryAcquire(count, wait.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(new Place(places, count))
        : Optional.empty();
  }

  /** The right to be at work. */
  record Place(Semaphore places, int count) {
    void leave() {
      places.release(count);
    }
  }
}
