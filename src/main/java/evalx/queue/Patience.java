package evalx.queue;

import evalx.redis.RedisAway;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxUnavailable;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Outlasts outages during one delivery, for a limited time in all. */
final class Patience {
  private final BooleanSupplier isOver;
  private final Duration pause;
  private Duration left;

  /**
   * @param isOver asked whether an outage is over
   * @param most how long to wait in all
   * @param pause before asking again
   */
  Patience(BooleanSupplier isOver, Duration most, Duration pause) {
    this.isOver = isOver;
    this.left = most;
    this.pause = pause;
  }

  /**
   * Does something, again after each outage that ends it.
   *
   * @throws OutageLasts when no time is left to wait
   */
  <T> T outlast(Supplier<T> work) throws OutageLasts, InterruptedException {
    while (true) {
      try {
        return work.get();
      } catch (RedisAway | SandboxUnavailable | SandboxDied e) {
        awaitEnd(e);
      }
    }
  }

  /**
   * Only a failure with everything else healthy belongs to the job.
   *
   * @throws OutageLasts when something is away while the failure is looked at
   */
  void blameOutage(RuntimeException failure) throws OutageLasts {
    if (!isOver.getAsBoolean()) {
      throw new OutageLasts(failure);
    }
  }

  /** Tries nothing meanwhile: what a hanging Redis was sent it may still do when it wakes up. */
  private void awaitEnd(RuntimeException outage) throws OutageLasts, InterruptedException {
    long before = System.nanoTime();
    do {
      if (left.minusNanos(System.nanoTime() - before).isNegative()) {
        throw new OutageLasts(outage);
      }
      Thread.sleep(pause.toMillis());
    } while (!isOver.getAsBoolean());
    left = left.minusNanos(System.nanoTime() - before);
  }

  /** An outage is longer than a job in hand may wait. */
  static final class OutageLasts extends Exception {
    OutageLasts(RuntimeException outage) {
      super(outage.getMessage(), outage);
    }
  }
}
