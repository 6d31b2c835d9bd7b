package evalx.capacity;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * Threads of a managed executor, each kept for further tasks until none has come for half a minute.
 *
 * <p>Giving a task to a managed executor costs Payara half a millisecond of CPU time, because it
 * searches all archives of its class path for the parts of the task's context. So this is done once
 * for each thread instead of once for each task; all tasks have the context of the first.
 *
 * <p>No task waits here for a thread: who gives the tasks bounds how many there are at a time.
 */
final class ReusedThreads implements Executor {
  private static final Duration KEEP = Duration.ofSeconds(30);
  private static final Logger LOG = System.getLogger(ReusedThreads.class.getName());

  private final Executor source;
  private final Duration keep;
  private final SynchronousQueue<Runnable> handOver = new SynchronousQueue<>();

  /**
   * @param source gives the threads
   */
  ReusedThreads(Executor source) {
    this(source, KEEP);
  }

  ReusedThreads(Executor source, Duration keep) {
    this.source = source;
    this.keep = keep;
  }

  /**
   * Runs a task at once.
   *
   * @throws RejectedExecutionException when there is no thread for it; it never runs then
   */
  @Override
  public void execute(Runnable task) {
    if (!handOver.offer(task)) {
      source.execute(() -> runAll(task));
    }
  }

  private void runAll(Runnable first) {
    try {
      Runnable task = first;
      while (task != null) {
        run(task);
        task = handOver.poll(keep.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      // The server wants its thread back.
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "A task failed; its thread continues", e);
    }
  }
}
