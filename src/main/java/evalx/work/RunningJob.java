package evalx.work;

import evalx.submission.SubmissionId;
import java.util.Optional;

/** A job in the hands of this node. */
final class RunningJob {
  private final SubmissionId id;
  private Optional<RunHandle> handle = Optional.empty();
  private boolean cancelled;

  RunningJob(SubmissionId id) {
    this.id = id;
  }

  SubmissionId id() {
    return id;
  }

  /** Its run begins; a job that was cancelled before ends at once. */
  synchronized void began(RunHandle run) {
    handle = Optional.of(run);
    if (cancelled) {
      run.cancel();
    }
  }

  /** Ends it soon, wherever it is. */
  synchronized void cancel() {
    cancelled = true;
    handle.ifPresent(RunHandle::cancel);
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }
}
