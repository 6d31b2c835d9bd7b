package evalx.capacity;

import evalx.submission.SubmissionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** Runs of one submission at the gate, which are cancelled together. */
public final class RunGroup {
  private final SandboxGate gate;
  private final Waiting waiting;
  private final String language;
  private final SubmissionId submission;
  private final List<GateRun<?>> runs = new ArrayList<>();
  private boolean cancelled;

  RunGroup(SandboxGate gate, Waiting waiting, String language, SubmissionId submission) {
    this.gate = gate;
    this.waiting = waiting;
    this.language = language;
    this.submission = submission;
  }

  /**
   * Runs something when its turn comes. The future ends as it ends, or with a {@link
   * java.util.concurrent.CancellationException} when the group was cancelled before.
   *
   * @throws RejectedExecutionException when there is no thread for it; it never runs then
   */
  public <T> CompletableFuture<T> submit(Callable<T> work) {
    var run = new GateRun<>(language, submission, work);
    if (!add(run)) {
      run.cancel();
      return run.future();
    }
    try {
      gate.enter(run);
    } catch (RejectedExecutionException e) {
      run.cancel();
      throw e;
    }
    return run.future();
  }

  private synchronized boolean add(GateRun<?> run) {
    if (!cancelled) {
      runs.add(run);
    }
    return !cancelled;
  }

  /** Interrupts what runs, and keeps what waits, and what comes later, from running at all. */
  public void cancel() {
    var all = all(true);
    all.forEach(gate::withdraw); // first, or a permit that one of them leaves would go to another
    all.forEach(GateRun::cancel);
  }

  /**
   * Ends once nothing of the group runs or waits, however that came about; never with a failure.
   */
  public CompletableFuture<Void> ended() {
    var futures = all(false).stream().map(GateRun::future).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(futures).exceptionally(failure -> null);
  }

  private synchronized List<GateRun<?>> all(boolean cancel) {
    cancelled |= cancel;
    return List.copyOf(runs);
  }

  /**
   * Waits for the end of something, and does something small each time another pace has passed.
   *
   * @throws evalx.sandbox.SandboxFailure when it does not end in time, or the thread is interrupted
   */
  public <T> T await(CompletableFuture<T> future, Duration pace, Runnable meanwhile) {
    return waiting.await(future, pace, meanwhile);
  }
}
