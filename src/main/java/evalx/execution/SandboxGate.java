package evalx.execution;

import evalx.submission.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Lets a bounded number of runs into the sandbox at a time, fairly: languages take turns, within a
 * language its submissions take turns, and a submission's runs go in order. So neither a flood in
 * one language nor a submission of many test cases makes the others wait for all of it.
 *
 * <p>What waits here is bounded by the jobs in work on this node times their test cases.
 */
final class SandboxGate {
  private final int permits;
  private final Executor executor;
  private final Turns<String, Turns<Token, ArrayDeque<Run<?>>>> waiting = new Turns<>();
  private int running;

  /**
   * @param permits how many runs at a time
   * @param executor where they run; it must offer as many threads
   */
  SandboxGate(int permits, Executor executor) {
    this.permits = permits;
    this.executor = executor;
  }

  /** Runs something when its turn comes; the future ends as it ends. */
  <T> CompletableFuture<T> submit(String language, Token token, Callable<T> work) {
    var run = new Run<>(work, new CompletableFuture<T>());
    synchronized (this) {
      waiting
          .computeIfAbsent(language, Turns::new)
          .computeIfAbsent(token, ArrayDeque::new)
          .add(run);
      if (running == permits) {
        return run.future();
      }
      running++;
    }
    start();
    return run.future();
  }

  /** How many runs could be let in at once. */
  synchronized int free() {
    return permits - running;
  }

  private void start() {
    try {
      executor.execute(this::runUntilNothingWaits);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        running--;
      }
      throw e;
    }
  }

  private void runUntilNothingWaits() {
    for (Run<?> run = next(); run != null; run = next()) {
      run.toItsEnd();
    }
  }

  private synchronized Run<?> next() {
    var language = waiting.next();
    if (language == null) {
      running--;
      return null;
    }
    var submission = language.next();
    var run = submission.remove();
    if (submission.isEmpty()) {
      language.removeLast();
    }
    if (language.isEmpty()) {
      waiting.removeLast();
    }
    return run;
  }

  private record Run<T>(Callable<T> work, CompletableFuture<T> future) {
    void toItsEnd() {
      try {
        future.complete(work.call());
      } catch (Throwable e) {
        future.completeExceptionally(e);
      }
    }
  }

  /** Values by key that are asked in turn; the one asked last is at the end. */
  private static final class Turns<K, V> {
    private final Map<K, V> values = new HashMap<>();
    private final Deque<K> order = new ArrayDeque<>();
    private K last;

    V computeIfAbsent(K key, Supplier<V> make) {
      return values.computeIfAbsent(
          key,
          absent -> {
            order.add(absent);
            return make.get();
          });
    }

    V next() {
      last = order.poll();
      if (last == null) {
        return null;
      }
      order.add(last);
      return values.get(last);
    }

    void removeLast() {
      values.remove(last);
      order.removeLast();
    }

    boolean isEmpty() {
      return values.isEmpty();
    }
  }
}
