package evalx.threads;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on a bounded number of threads of a managed executor, each of which stays for further
 * tasks until none has come for a while.
 *
 * <p>To give a task to a managed executor costs Payara half a millisecond of CPU time, for it looks
 * through all archives on its class path for what the task's context consists of. So that is done
 * once for a thread, not once for a task; all tasks have the context of the first.
 */
public final class KeptThreads implements Executor, AutoCloseable {
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Logger LOG = System.getLogger(KeptThreads.class.getName());

  private final Executor source;
  private final int most;
  private final int mostWaiting;
  private final long keepNanos;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int threads;
  private int idle;
  private boolean closed;

  /**
   * @param source gives the threads; it must have as many
   * @param most threads
   * @param mostWaiting tasks that no thread has taken yet
   */
  public KeptThreads(Executor source, int most, int mostWaiting) {
    this(source, most, mostWaiting, Duration.ofNanos(KEEP_NANOS));
  }

  KeptThreads(Executor source, int most, int mostWaiting, Duration keep) {
    this.source = source;
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.keepNanos = keep.toNanos();
  }

  /**
   * Runs a task soon.
   *
   * @throws RejectedExecutionException when too many wait, no thread can be had, or this is closed
   */
  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      if (closed || waiting.size() >= mostWaiting) {
        throw new RejectedExecutionException(closed ? "closed" : "too many tasks wait");
      }
      waiting.add(task);
      if (idle >= waiting.size()) {
        notify();
        return;
      }
      if (threads == most) {
        return;
      }
      threads++;
    }
    start(task);
  }

  private void start(Runnable task) {
    try {
      source.execute(this::work);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        threads--;
        // Another thread may have taken it; then all is well.
        if (waiting.removeLastOccurrence(task)) {
          throw e;
        }
      }
    }
  }

  private void work() {
    for (var task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "a task broke", e);
      }
    }
  }

  /** The next task; null when this thread shall end. */
  private synchronized Runnable next() {
    long end = System.nanoTime() + keepNanos;
    for (long left = keepNanos; waiting.isEmpty() && !closed && left > 0; ) {
      idle++;
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        // The server wants its thread back, once what waits is done.
        left = 0;
      } finally {
        idle--;
      }
      left = Math.min(left, end - System.nanoTime());
    }
    var task = waiting.poll();
    if (task == null) {
      threads--;
    }
    return task;
  }

  /** How many threads there are now. */
  synchronized int threads() {
    return threads;
  }

  /** Takes no more tasks; threads end after those they have and those that wait. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
