package evalx.work;

import evalx.events.EventPublisher;
import evalx.result.Cancellation;
import evalx.result.JobLedger;
import evalx.submission.Caller;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Cancels a submission, wherever it is. One that waits in its queue ends here and now, and its
 * message is acknowledged when a worker takes it; one that runs is ended by its worker.
 */
@Singleton
public class CancelJob implements JobCanceller {
  private final JobLedger ledger;
  private final JobEnds ends;
  private final Announcer announcer;
  private final EventPublisher events;

  @Inject
  CancelJob(JobLedger ledger, JobEnds ends, Announcer announcer, EventPublisher events) {
    this.ledger = ledger;
    this.ends = ends;
    this.announcer = announcer;
    this.events = events;
  }

  @Override
  public Cancellation cancel(SubmissionId id, Caller caller) {
    var was = ledger.cancel(id);
    switch (was) {
      case WAITING -> {
        events.publish(new SubmissionEvent.Cancelled(id, caller, Instant.now()));
        // Where the record does not say enough, the next delivery ends it.
        ends.cancelled(id, ledger.find(id));
      }
      case RUNNING -> {
        events.publish(new SubmissionEvent.Cancelled(id, caller, Instant.now()));
        announcer.announceCancel(id);
      }
      case FINISHED, UNKNOWN -> {}
    }
    return was;
  }

  /** Tells every worker that a job is to be cancelled. */
  interface Announcer {
    /**
     * Tells it once; a worker that is not listening at the moment looks into the ledger later.
     *
     * @throws evalx.redis.RedisAway during an outage
     */
    void announceCancel(SubmissionId id);
  }
}
