package evalx.work;

import evalx.execution.RunHandle;
import evalx.submission.SubmissionId;
import java.util.concurrent.atomic.AtomicBoolean;

/** A job in the hands of this node. */
record RunningJob(JobInHand job, RunHandle handle, AtomicBoolean toGoBack) {
  RunningJob(JobInHand job) {
    this(job, new RunHandle(), new AtomicBoolean());
  }

  SubmissionId id() {
    return job.id();
  }

  /** The key of its caller. */
  String caller() {
    return job.caller();
  }

  /** Ends it soon, whether it runs already or is about to. */
  void cancel() {
    handle.cancel();
  }

  /** Stops it soon, and lets it wait in its queue again. */
  void putBack() {
    toGoBack.set(true);
    handle.cancel();
  }

  boolean isToGoBack() {
    return toGoBack.get();
  }

  boolean isCancelled() {
    return handle.isCancelled();
  }
}
