package evalx.work;

import evalx.execution.RunHandle;
import evalx.submission.SubmissionId;

/** A job in the hands of this node. */
record RunningJob(SubmissionId id, String caller, RunHandle handle) {
  /**
   * @param caller the key of its caller
   */
  RunningJob(SubmissionId id, String caller) {
    this(id, caller, new RunHandle());
  }

  /** Ends it soon, whether it runs already or is about to. */
  void cancel() {
    handle.cancel();
  }

  boolean isCancelled() {
    return handle.isCancelled();
  }
}
