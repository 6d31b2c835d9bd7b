package evalx.capacity;

import evalx.config.Settings;
import evalx.sandbox.SandboxFailure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting on a job's own thread for what runs on others; an interrupt or a long wait breaks it. */
@Singleton
public class Waiting {
  private final Duration most;

  /** What a job takes at the very most while all others on this node take their most as well. */
  @Inject
  public Waiting(Settings settings) {
    this(settings.jobs().maxTime().multipliedBy(settings.jobs().maxConcurrent() + 1));
  }

  public Waiting(Duration most) {
    this.most = most;
  }

  /**
   * Waits for the end of something, and does something small each time another pace has passed.
   *
   * @throws SandboxFailure when it does not come
   */
  public <T> T await(CompletableFuture<T> future, Duration pace, Runnable meanwhile) {
    long deadline = System.nanoTime() + most.toNanos();
    while (true) {
      try {
        return future.get(pace.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() - deadline > 0) {
          throw new SandboxFailure("no end within " + most.toSeconds() + " s", e);
        }
        meanwhile.run();
      } catch (InterruptedException e) {
        throw interrupted(e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException ours) {
          throw ours;
        }
        throw new SandboxFailure("a run broke", e.getCause());
      }
    }
  }

  /** Lets some time pass. */
  public void pause(Duration time) {
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
