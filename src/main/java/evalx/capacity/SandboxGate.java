package evalx.capacity;

import evalx.submission.SubmissionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Lets a bounded number of runs into the sandbox at a time, and of each language a number of its
 * own, fairly: languages take turns, within a language its submissions take turns, and a
 * submission's runs go in order. So neither a flood in one language nor a submission of many test
 * cases makes the others wait for all of it.
 *
 * <p>What waits here is bounded by the jobs in work on this node times their test cases.
 */
public final class SandboxGate {
  private final int permits;
  private final ToIntFunction<String> limits;
  private final Executor executor;
  private final Turns<String, Turns<SubmissionId, ArrayDeque<Run<?>>>> waiting = new Turns<>();
  private final Map<String, Integer> runningOf = new HashMap<>();
  private int allowed;
  private int running;

  /**
   * @param permits how many runs at a time
   * @param limits how many of them in a language, at least 1
   * @param executor where they run; it must offer as many threads
   */
  public SandboxGate(int permits, ToIntFunction<String> limits, Executor executor) {
    this.permits = permits;
    this.limits = limits;
    this.executor = executor;
    this.allowed = permits;
  }

  /**
   * Runs something when its turn comes; the future ends as it ends.
   *
   * @throws RejectedExecutionException when there is no thread for it; it never runs then
   */
  public <T> CompletableFuture<T> submit(String language, SubmissionId token, Callable<T> work) {
    var run = new Run<>(language, work, new CompletableFuture<T>());
    synchronized (this) {
      waiting
          .computeIfAbsent(language, Turns::new)
          .computeIfAbsent(token, ArrayDeque::new)
          .add(run);
      if (running >= allowed || isFull(language)) {
        return run.future();
      }
      running++;
    }
    try {
      start();
    } catch (RejectedExecutionException e) {
      if (withdraw(run, token)) {
        throw e;
      }
    }
    return run.future();
  }

  /** False when another thread has taken it; then all is well. */
  private synchronized boolean withdraw(Run<?> run, SubmissionId token) {
    var language = waiting.get(run.language());
    var submission = language == null ? null : language.get(token);
    if (submission == null || !submission.remove(run)) {
      return false;
    }
    if (submission.isEmpty()) {
      language.remove(token);
    }
    if (language.isEmpty()) {
      waiting.remove(run.language());
    }
    return true;
  }

  /** How many runs could be let in at once. */
  synchronized int free() {
    return Math.max(0, allowed - running);
  }

  /** Whether nothing runs, or is about to. */
  public synchronized boolean isIdle() {
    return running == 0;
  }

  /**
   * Changes how many runs are let in from now on; those that run go on.
   *
   * @param runs from 1 to the number of permits
   */
  void allow(int runs) {
    synchronized (this) {
      allowed = Math.max(1, Math.min(runs, permits));
    }
    for (int i = 0; i < permits && reserve(); i++) {
      start();
    }
  }

  private synchronized boolean reserve() {
    var free = running < allowed && !waiting.isEmpty();
    if (free) {
      running++;
    }
    return free;
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
      ended(run);
    }
  }

  private synchronized void ended(Run<?> run) {
    runningOf.merge(run.language(), -1, Integer::sum);
  }

  /** Whoever ends a run takes the next one that may run; so nothing that may is left waiting. */
  private synchronized Run<?> next() {
    var language = running > allowed ? null : waiting.next(name -> !isFull(name));
    if (language == null) {
      running--;
      return null;
    }
    var submission = language.next(token -> true);
    var run = submission.remove();
    if (submission.isEmpty()) {
      language.removeLast();
    }
    if (language.isEmpty()) {
      waiting.removeLast();
    }
    runningOf.merge(run.language(), 1, Integer::sum);
    return run;
  }

  private boolean isFull(String language) {
    return runningOf.getOrDefault(language, 0) >= limits.applyAsInt(language);
  }

  private record Run<T>(String language, Callable<T> work, CompletableFuture<T> future) {
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

    V get(K key) {
      return values.get(key);
    }

    void remove(K key) {
      values.remove(key);
      order.remove(key);
    }

    /** The next value whose key may have its turn; the others keep their place. */
    V next(Predicate<K> may) {
      for (var keys = order.iterator(); keys.hasNext(); ) {
        last = keys.next();
        if (may.test(last)) {
          keys.remove();
          order.add(last);
          return values.get(last);
        }
      }
      return null;
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
