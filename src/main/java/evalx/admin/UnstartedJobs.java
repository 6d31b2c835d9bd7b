package evalx.admin;

import evalx.completion.DescribeMessage;
import evalx.queue.JobMessage;
import evalx.queue.WaitingJobs;
import evalx.result.JobRecord;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The jobs of outside producers that no worker has started yet: nothing but their messages tells of
 * them, so the queues are searched. Each method throws {@link evalx.broker.BrokerAway} when the
 * broker does not answer.
 */
@Singleton
class UnstartedJobs {
  private final WaitingJobs waitingJobs;
  private final DescribeMessage describe;

  @Inject
  UnstartedJobs(WaitingJobs waitingJobs, DescribeMessage describe) {
    this.waitingJobs = waitingJobs;
    this.describe = describe;
  }

  /** What would be recorded of a job if a worker had started it. */
  Optional<JobRecord> find(SubmissionId id) {
    return waitingJobs.find(id).map(this::record);
  }

  private JobRecord record(JobMessage job) {
    return new JobRecord(
        Optional.empty(),
        0,
        Optional.of(job.routing().queued()),
        Optional.of(describe.describe(job)),
        Optional.empty());
  }

  /** Ends a job as cancelled; says whether it waited. */
  boolean cancel(SubmissionId id) {
    return waitingJobs.purge(id);
  }
}
