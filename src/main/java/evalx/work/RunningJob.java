package evalx.work;

import evalx.execution.RunHandle;
import evalx.submission.SubmissionId;
import java.util.Optional;

/** A job in the hands of this node. */
final class RunningJob {
  private final JobInHand job;
  private final RunHandle handle = new RunHandle();
  private volatile Optional<String> goesBack = Optional.empty();

  RunningJob(JobInHand job) {
    this.job = job;
  }

  JobInHand job() {
    return job;
  }

  RunHandle handle() {
    return handle;
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
  void putBack(String reason) {
    goesBack = Optional.of(reason);
    handle.cancel();
  }

  /** Why it is to wait in its queue again; empty where it is not. */
  Optional<String> goesBack() {
    return goesBack;
  }

  boolean isToGoBack() {
    return goesBack.isPresent();
  }

  boolean isCancelled() {
    return handle.isCancelled();
  }
}
