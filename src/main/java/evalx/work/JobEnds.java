package evalx.work;

import evalx.completion.CompleteJob;
import evalx.completion.EndWithoutRun;
import evalx.queue.JobMessage;
import evalx.result.CountedJobs;
import evalx.result.JobRecord;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The ends of a job that are not failures. */
@Singleton
class JobEnds {
  private static final String CANCELLED = "cancelled on request";

  private final CompleteJob completeJob;
  private final EndWithoutRun endWithoutRun;
  private final CountedJobs countedJobs;

  @Inject
  JobEnds(CompleteJob completeJob, EndWithoutRun endWithoutRun, CountedJobs countedJobs) {
    this.completeJob = completeJob;
    this.endWithoutRun = endWithoutRun;
    this.countedJobs = countedJobs;
  }

  void complete(JobMessage message, Result result) {
    completeJob.complete(message, result);
  }

  void repeatEffects(JobMessage message) {
    completeJob.repeatEffects(message);
  }

  /** Ends a job as cancelled whose message is in hand. */
  void cancelled(JobMessage message) {
    endWithoutRun.end(message, Verdict.CANCELLED, CANCELLED);
  }

  /** Ends a job whose message is gone, if its record says enough. */
  void purged(SubmissionId id, JobRecord job) {
    job.description().ifPresent(description -> countedJobs.remove(description.owner(), id));
    endWithoutRun.end(id, job, Verdict.CANCELLED, PurgedJobs.REASON);
  }

  /** Ends what asks for nothing that can be run. */
  void rejected(JobMessage message, String reason) {
    endWithoutRun.end(message, Verdict.REJECTED, reason);
  }

  /** Ends a job as cancelled that waits in its queue, if its record says enough. */
  boolean cancelled(SubmissionId id, JobRecord job) {
    return endWithoutRun.end(id, job, Verdict.CANCELLED, CANCELLED);
  }
}
