package evalx.admin;

import evalx.format.ResultHead;
import evalx.queue.DeadLetter;
import evalx.queue.DeadLetterQueue.Filter;
import evalx.result.Cancellation;
import evalx.result.JobDescription;
import evalx.result.JobLedger;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.work.JobCanceller;
import evalx.work.RequeueJob;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What operators see of one submission and do with it. Each method throws {@link
 * evalx.broker.BrokerAway} or {@link evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class OneSubmission {
  private static final String GONE = "Gone";
  private static final int MAX_LETTERS = 20;

  private final JobLedger ledger;
  private final ResultLookup results;
  private final NodeReports reports;
  private final Letters letters;
  private final Stops stops;

  @Inject
  OneSubmission(
      JobLedger ledger, ResultLookup results, NodeReports reports, Letters letters, Stops stops) {
    this.ledger = ledger;
    this.results = results;
    this.reports = reports;
    this.letters = letters;
    this.stops = stops;
  }

  /** The ways to stop a job. */
  @Singleton
  static class Stops {
    private final JobCanceller canceller;
    private final RequeueJob requeueJob;

    @Inject
    Stops(JobCanceller canceller, RequeueJob requeueJob) {
      this.canceller = canceller;
      this.requeueJob = requeueJob;
    }
  }

  /**
   * A submission; what is not known is absent.
   *
   * @param status as clients see it; "Gone" where its result has expired or was removed
   */
  public record Known(
      SubmissionId token,
      String status,
      Optional<String> language,
      Optional<String> caller,
      int attempts,
      int done,
      Optional<Integer> total,
      Optional<Instant> queuedAt,
      boolean cancelled,
      Optional<String> worker,
      Optional<String> since,
      List<DeadLetter> letters) {
    public Known {
      letters = List.copyOf(letters);
    }
  }

  /**
   * All that is known of a submission.
   *
   * @throws NotFound when that is nothing
   */
  public Known show(SubmissionId id, Caller who) {
    var job = ledger.find(id);
    var found = results.find(id, who);
    var dead = deadLetters(id);
    if (found instanceof Lookup.Unknown && job.queued().isEmpty() && dead.isEmpty()) {
      throw new NotFound("Nothing is known of a submission with this token.");
    }
    var hand = inHand(id);
    return new Known(
        id,
        status(id, found),
        job.description().map(JobDescription::language),
        job.description().map(JobDescription::owner),
        job.attempts(),
        found instanceof Lookup.InProgress now ? now.done() : 0,
        job.description().map(JobDescription::total),
        job.queued(),
        ledger.isCancelled(id),
        hand.map(InHand::worker),
        hand.map(in -> in.job().since()),
        dead);
  }

  private String status(SubmissionId id, Lookup found) {
    if (found instanceof Lookup.InProgress now) {
      return now.status();
    }
    return results
        .load(id)
        .map(StoredResult::json)
        .map(ResultHead::of)
        .map(ResultHead::status)
        .orElse(GONE);
  }

  private List<DeadLetter> deadLetters(SubmissionId id) {
    var filter = new Filter(Optional.empty(), Optional.of(id));
    return letters.page(filter, Optional.empty(), MAX_LETTERS).items();
  }

  private record InHand(NodeReport.Job job, String worker) {}

  private Optional<InHand> inHand(SubmissionId id) {
    return reports.alive().stream()
        .flatMap(node -> node.jobs().stream().map(job -> new InHand(job, node.about().id())))
        .filter(hand -> hand.job().token().equals(id.toString()))
        .findFirst();
  }

  /**
   * Cancels a submission; says how far it was.
   *
   * @throws NotFound when no such submission is known
   * @throws NotPossible when it has ended
   */
  public Phase cancel(SubmissionId id, Caller who) {
    var was = stops.canceller.cancel(id, who);
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
        throw new NotPossible("It waits in its queue already.");
      }
      stops.requeueJob.ask(id);
      return Requeued.STOPPED;
    }
    var letter = deadLetters(id).stream().filter(dead -> !dead.id().isEmpty()).findFirst();
    if (letter.isPresent()) {
      retry(letter.get());
      return Requeued.RETRIED;
    }
    throw results.load(id).isPresent()
        ? new NotPossible("It has ended, and is no dead letter.")
        : new NotFound("No submission with this token is known.");
  }

  private void retry(DeadLetter letter) {
    var outcome = letters.retry(letters.find(letter.id()));
    if (outcome == Letters.Outcome.HAS_RESULT || outcome == Letters.Outcome.NO_QUEUE) {
      throw new NotPossible("Its dead letter " + outcome.label() + ".");
    }
  }
}
