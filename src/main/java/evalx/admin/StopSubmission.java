package evalx.admin;

import evalx.queue.DeadLetter;
import evalx.result.Cancellation;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.work.JobCanceller;
import evalx.work.RequeueJob;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * How operators stop a submission, or run it again. Each method throws {@link
 * evalx.broker.BrokerAway} or {@link evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class StopSubmission {
  private final ResultLookup results;
  private final Letters letters;
  private final UnstartedJobs unstarted;
  private final JobCanceller canceller;
  private final RequeueJob requeueJob;

  @Inject
  StopSubmission(
      ResultLookup results,
      Letters letters,
      UnstartedJobs unstarted,
      JobCanceller canceller,
      RequeueJob requeueJob) {
    this.results = results;
    this.letters = letters;
    this.unstarted = unstarted;
    this.canceller = canceller;
    this.requeueJob = requeueJob;
  }

  /**
   * Cancels a submission; says how far it was.
   *
   * @throws NotFound when no such submission is known
   * @throws NotPossible when it has ended
   */
  public Phase cancel(SubmissionId id, Caller who) {
    var was = canceller.cancel(id, who);
    if (was == Cancellation.UNKNOWN) {
      if (unstarted.cancel(id)) {
        return Phase.IN_QUEUE;
      }
      // A worker may have taken it before its queue was searched.
      was = canceller.cancel(id, who);
    }
    if (was == Cancellation.FINISHED) {
      throw new NotPossible("It has ended already.");
    }
    if (was == Cancellation.UNKNOWN) {
      throw new NotFound("No submission with this token is known.");
    }
    return was == Cancellation.RUNNING ? Phase.PROCESSING : Phase.IN_QUEUE;
  }

  /** What was done so that a submission is in its queue again. */
  public enum Requeued {
    STOPPED("its worker was asked to put it back"),
    RETRIED("its dead letter was retried");

    private final String label;

    Requeued(String label) {
      this.label = label;
    }

    /** A sentence. */
    public String label() {
      return label;
    }
  }

  /**
   * Puts a submission back into its queue: one that runs, or a dead letter.
   *
   * @throws NotFound when no such submission is known
   * @throws NotPossible when it waits already, or has ended otherwise
   */
  public Requeued requeue(SubmissionId id, Caller who) {
    if (results.find(id, who) instanceof Lookup.InProgress now) {
      if (now.status().equals(Phase.IN_QUEUE.label())) {
        throw waits();
      }
      requeueJob.ask(id);
      return Requeued.STOPPED;
    }
    var letter = letters.of(id).stream().filter(dead -> !dead.id().isEmpty()).findFirst();
    if (letter.isPresent()) {
      retry(letter.get());
      return Requeued.RETRIED;
    }
    if (results.load(id).isPresent()) {
      throw new NotPossible("It has ended, and is no dead letter.");
    }
    throw unstarted.find(id).isPresent()
        ? waits()
        : new NotFound("No submission with this token is known.");
  }

  private static NotPossible waits() {
    return new NotPossible("It waits in its queue already.");
  }

  private void retry(DeadLetter letter) {
    var outcome = letters.retry(letters.find(letter.id()));
    if (outcome.leavesLetter()) {
      throw new NotPossible("Its dead letter was not retried: " + outcome.label() + ".");
    }
  }
}
