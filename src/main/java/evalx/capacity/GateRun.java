package evalx.capacity;

import evalx.submission.SubmissionId;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something that runs once when the gate lets it in, unless it is cancelled before. */
final class GateRun<T> {
  private final String language;
  private final SubmissionId submission;
  private final Callable<T> work;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private @Nullable Thread thread;
  private boolean cancelled;
  private boolean ended;

  GateRun(String language, SubmissionId submission, Callable<T> work) {
    this.language = language;
    this.submission = submission;
    this.work = work;
  }

  String language() {
    return language;
  }

  SubmissionId submission() {
    return submission;
  }

  /** Ends when the work has ended, or when it is certain that it never begins. */
  CompletableFuture<T> future() {
    return future;
  }

  void run() {
    if (!begin()) {
      return;
    }
    T value = null;
    Throwable failure = null;
    try {
      value = work.call();
    } catch (Throwable e) {
      failure = e;
    }
    end();
    if (failure == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(failure);
    }
  }

  private synchronized boolean begin() {
    if (!cancelled) {
      thread = Thread.currentThread();
    }
    return !cancelled;
  }

  /** The interrupt was meant for this run; the next one on this thread must not see it. */
  private synchronized void end() {
    thread = null;
    ended = true;
    if (cancelled) {
      Thread.interrupted();
    }
  }

  /** Interrupts it while it runs; keeps it from running when it has not begun. */
  void cancel() {
    synchronized (this) {
      cancelled = true;
      if (thread != null) {
        thread.interrupt();
      }
      if (thread != null || ended) {
        return;
      }
    }
    future.completeExceptionally(new CancellationException("cancelled before it ran"));
  }
}
