package evalx.capacity;

import evalx.config.JobSettings;
import evalx.sandbox.SandboxFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a job's own thread for what runs on others; an interrupt or a long wait ends it. */
public final class Waiting {
  private final Duration max;

  /** As long as a job can take while all others on this node take their maximum as well. */
  Waiting(JobSettings jobs) {
    this(jobs.maxTime().multipliedBy(jobs.maxConcurrent() + 1));
  }

  public Waiting(Duration max) {
    this.max = max;
  }

  /**
   * Waits for the end of something.
   *
   * @throws SandboxFailure when it does not end in time, or the thread is interrupted
   */
  public <T> T await(CompletableFuture<T> future) {
    return await(future, max, () -> {});
  }

  /**
   * Waits for the end of something, and does something small each time another pace has passed.
   *
   * @throws SandboxFailure when it does not end in time, or the thread is interrupted
   */
  <T> T await(CompletableFuture<T> future, Duration pace, Runnable meanwhile) {
    long deadline = System.nanoTime() + max.toNanos();
    while (true) {
      try {
        return future.get(pace.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new SandboxFailure("a run did not end within " + max.toSeconds() + " s", e);
        }
        meanwhile.run();
      } catch (InterruptedException e) {
        throw interrupted(e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException ours) {
          throw ours;
        }
        throw new SandboxFailure("a run failed", e.getCause());
      }
    }
  }

  /**
   * Lets some time pass.
   *
   * @throws SandboxFailure when the thread is interrupted
   */
  public static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static SandboxFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new SandboxFailure("interrupted", e);
  }
}
