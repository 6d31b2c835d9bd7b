package evalx.capacity;

import evalx.config.Settings;
import evalx.language.Languages;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets a bounded number of runs into the sandbox at a time, and a bounded number of each language,
 * fairly: languages take turns, within a language its submissions take turns, and a submission's
 * runs go in order. So neither a flood in one language nor a submission of many test cases makes
 * the others wait for all of it.
 *
 * <p>What waits here is bounded by the jobs in work on this node times their test cases.
 */
@Singleton
public final class SandboxGate {
  private final int permits;
  private final ToIntFunction<String> limits;
  private final Executor executor;
  private final Waiting waiting;
  private final Turns<String, Turns<SubmissionId, ArrayDeque<GateRun<?>>>> queue = new Turns<>();
  private final Map<String, Integer> runningOf = new HashMap<>();
  private int allowed;
  private int running;

  @Inject
  SandboxGate(Settings settings, Languages languages, RunThreads threads) {
    this(
        settings.runs().sandboxes().maxConcurrent(),
        language -> languages.find(language).orElseThrow().bounds().parallel(),
        threads,
        new Waiting(settings.runs().jobs()));
  }

  /**
   * @param permits how many runs at a time
   * @param limits how many of them in a language, at least 1
   * @param executor where they run; it must offer as many threads
   */
  public SandboxGate(
      int permits, ToIntFunction<String> limits, Executor executor, Waiting waiting) {
    this.permits = permits;
    this.limits = limits;
    this.executor = executor;
    this.waiting = waiting;
    this.allowed = permits;
  }

  /** A group for the runs of a submission. */
  public RunGroup group(String language, SubmissionId submission) {
    return new RunGroup(this, waiting, language, submission);
  }

  /**
   * Runs something when its turn comes.
   *
   * @throws RejectedExecutionException when there is no thread for it; it never runs then
   */
  void enter(GateRun<?> run) {
    if (add(run)) {
      try {
        start();
      } catch (RejectedExecutionException e) {
        // If another thread has taken it, all is well.
        if (withdraw(run)) {
          throw e;
        }
      }
    }
  }

  /** Whether a thread must be started, whose permit is reserved. */
  private synchronized boolean add(GateRun<?> run) {
    queue
        .computeIfAbsent(run.language(), Turns::new)
        .computeIfAbsent(run.submission(), ArrayDeque::new)
        .add(run);
    var isFree = running < allowed && !isFull(run.language());
    if (isFree) {
      running++;
    }
    return isFree;
  }

  /** Takes back what has not begun; false when it is too late. */
  synchronized boolean withdraw(GateRun<?> run) {
    var language = queue.get(run.language());
    if (language == null) {
      return false;
    }
    var submission = language.get(run.submission());
    if (submission == null || !submission.remove(run)) {
      return false;
    }
    if (submission.isEmpty()) {
      language.remove(run.submission());
    }
    if (language.isEmpty()) {
      queue.remove(run.language());
    }
    return true;
  }

  /** How many runs could be let in at once. */
  public synchronized int free() {
    return Math.max(0, allowed - running);
  }

  /** How many runs are in a box now, or are about to be. */
  public synchronized int running() {
    return running;
  }

  /** How many runs may be in boxes at a time: fewer than the setting says while memory is short. */
  public synchronized int allowed() {
    return allowed;
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
    var isFree = running < allowed && !queue.isEmpty();
    if (isFree) {
      running++;
    }
    return isFree;
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
    for (GateRun<?> run = next(); run != null; run = next()) {
      run.run();
      ended(run);
    }
  }

  private synchronized void ended(GateRun<?> run) {
    runningOf.merge(run.language(), -1, Integer::sum);
  }

  /** A thread that ends a run takes the next one that may run, so that none is left waiting. */
  private synchronized @Nullable GateRun<?> next() {
    var language = running > allowed ? null : queue.next(name -> !isFull(name));
    if (language == null) {
      running--;
      return null;
    }
    var submission = Objects.requireNonNull(language.next(any -> true), "a language without runs");
    var run = submission.remove();
    if (submission.isEmpty()) {
      language.removeLast();
    }
    if (language.isEmpty()) {
      queue.removeLast();
    }
    runningOf.merge(run.language(), 1, Integer::sum);
    return run;
  }

  private boolean isFull(String language) {
    return runningOf.getOrDefault(language, 0) >= limits.applyAsInt(language);
  }
}
