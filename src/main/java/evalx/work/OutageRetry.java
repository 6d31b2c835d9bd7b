package evalx.work;

import evalx.config.Settings;
import evalx.files.FilesAway;
import evalx.redis.RedisAway;
import evalx.redis.RedisFull;
import evalx.result.StoreFull;
import evalx.sandbox.SandboxUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Outlasts outages during one delivery, within limits for all of them together: of time, the time
 * of broken tries included, and of tries. For a Redis without room only the time counts.
 */
final class OutageRetry {
  /** What breaks as often while everything looks healthy would break for ever. */
  static final int MAX_TRIES = 5;

  /** A refused write is itself in Redis' memory for a second or two, and passes for an outage. */
  private static final int LOOKS_AFTER_REFUSAL = 5;

  private final OutageMonitor monitor;
  private final Duration pause;
  private long leftNanos;
  private int brokenTries;

  /**
   * @param limit how long to wait in all
   * @param pause before looking again
   */
  OutageRetry(OutageMonitor monitor, Duration limit, Duration pause) {
    this.monitor = monitor;
    this.leftNanos = limit.toNanos();
    this.pause = pause;
  }

  /**
   * Does something, again after each outage that breaks it.
   *
   * @throws OutageTooLong when a limit is reached
   * @throws NoRoom when Redis has no room for this, and has some for others
   */
  <T> T call(Supplier<T> work) throws OutageTooLong, InterruptedException {
    var othersHadRoom = false;
    while (true) {
      long began = System.nanoTime();
      try {
        return work.get();
      } catch (StoreFull e) {
        // Results that expire make room in minutes, not in seconds: others may have the place.
        throw new OutageTooLong(e);
      } catch (RedisFull e) {
        leftNanos -= System.nanoTime() - began;
        awaitRoom(e, othersHadRoom);
        othersHadRoom = true;
      } catch (RedisAway | SandboxUnavailable | FilesAway e) {
        leftNanos -= System.nanoTime() - began;
        brokenTries++;
        if (brokenTries >= MAX_TRIES) {
          throw new OutageTooLong(e);
        }
        awaitEnd(e);
      }
    }
  }

  /** Nothing is broken: what is large has no room now, and some when results have expired. */
  private void awaitRoom(RedisFull full, boolean othersHadRoom)
      throws OutageTooLong, InterruptedException {
    try {
      awaitEnd(full);
    } catch (OutageTooLong e) {
      throw othersHadRoom && everythingIsThereSoon() ? new NoRoom(full) : e;
    }
  }

  private boolean everythingIsThereSoon() throws InterruptedException {
    for (int looks = 1; monitor.current().isPresent(); looks++) {
      if (looks == LOOKS_AFTER_REFUSAL) {
        return false;
      }
      Thread.sleep(pause.toMillis());
    }
    return true;
  }

  /** As {@link #call}, for work without a result. */
  void run(Runnable work) throws OutageTooLong, InterruptedException {
    call(
        () -> {
          work.run();
          return Boolean.TRUE;
        });
  }

  /**
   * Only a failure with everything else healthy belongs to the job.
   *
   * @throws OutageTooLong when something is away now
   */
  void rethrowIfOutage(RuntimeException failure) throws OutageTooLong {
    if (monitor.lookNow().isPresent()) {
      throw new OutageTooLong(failure);
    }
  }

  /**
   * Waits until everything that jobs need is there.
   *
   * <p>Tries nothing meanwhile: what a hanging Redis was sent it may still do when it wakes up.
   *
   * @param outage why it may not be there
   * @throws OutageTooLong when no time is left to wait
   */
  void awaitEnd(RuntimeException outage) throws OutageTooLong, InterruptedException {
    do {
      if (leftNanos <= 0) {
        throw new OutageTooLong(outage);
      }
      long began = System.nanoTime();
      Thread.sleep(pause.toMillis());
      leftNanos -= System.nanoTime() - began;
    } while (monitor.current().isPresent());
  }

  /** Gives each delivery its own time to outlast outages. */
  @Singleton
  static class Source {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final OutageMonitor monitor;
    private final Duration limit;
    private final Duration pause;

    @Inject
    Source(OutageMonitor monitor, Settings settings) {
      this(monitor, settings.runs().jobs().outageWait(), PAUSE);
    }

    Source(OutageMonitor monitor, Duration limit, Duration pause) {
      this.monitor = monitor;
      this.limit = limit;
      this.pause = pause;
    }

    OutageRetry ofOneDelivery() {
      return new OutageRetry(monitor, limit, pause);
    }
  }
}
