package evalx.execution;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread end a job that is running, or is about to run.
 *
 * <p>Cancelling interrupts the job's own thread, wherever it waits; what it started in the sandbox
 * is then interrupted too. The interrupt never outlasts the job.
 */
public final class RunHandle {
  private @Nullable Thread thread;
  private boolean cancelled;

  /** Ends the job within a second; without effect once it has its result. */
  public synchronized void cancel() {
    cancelled = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Whether {@link #cancel} was called. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * Does some work that this may interrupt, on the current thread.
   *
   * @throws CancellationException when {@link #cancel} came first: the work has not begun
   */
  <T> T interrupting(Supplier<T> work) {
    begin();
    try {
      return work.get();
    } finally {
      end();
    }
  }

  private synchronized void begin() {
    if (cancelled) {
      throw new CancellationException("the job was cancelled before it began");
    }
    thread = Thread.currentThread();
  }

  private synchronized void end() {
    thread = null;
    if (cancelled) {
      Thread.interrupted();
    }
  }
}
