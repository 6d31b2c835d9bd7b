package evalx.admin;

import evalx.format.ResultHead;
import evalx.queue.DeadLetter;
import evalx.result.JobLedger;
import evalx.result.JobRecord;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * What operators see of one submission. Throws {@link evalx.broker.BrokerAway} or {@link
 * evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class OneSubmission {
  private static final String GONE = "Gone";

  private final JobLedger ledger;
  private final ResultLookup results;
  private final NodeReports reports;
  private final Letters letters;
  private final UnstartedJobs unstarted;

  @Inject
  OneSubmission(
      JobLedger ledger,
      ResultLookup results,
      NodeReports reports,
      Letters letters,
      UnstartedJobs unstarted) {
    this.ledger = ledger;
    this.results = results;
    this.reports = reports;
    this.letters = letters;
    this.unstarted = unstarted;
  }

  /**
   * A submission.
   *
   * @param status as clients see it; "Gone" where its result has expired or was removed
   * @param job as it was recorded
   * @param done how many of its test cases have ended, while it runs
   * @param hand where it runs
   */
  public record Known(
      SubmissionId token,
      String status,
      JobRecord job,
      int done,
      boolean cancelled,
      Optional<Hand> hand,
      List<DeadLetter> letters) {
    public Known {
      letters = List.copyOf(letters);
    }
  }

  /**
   * The worker that has a submission in hand.
   *
   * @param since ISO 8601
   */
  public record Hand(String worker, String since) {}

  /**
   * All that is known of a submission.
   *
   * @throws NotFound when that is nothing
   */
  public Known show(SubmissionId id, Caller who) {
    return recorded(id, who)
        .or(() -> unstarted.find(id).map(job -> waiting(id, job)))
        // A worker may have taken it before its queue was searched.
        .or(() -> recorded(id, who))
        .orElseThrow(() -> new NotFound("Nothing is known of a submission with this token."));
  }

  private Optional<Known> recorded(SubmissionId id, Caller who) {
    var job = ledger.find(id);
    var found = results.find(id, who);
    var dead = letters.of(id);
    if (found instanceof Lookup.Unknown && job.queued().isEmpty() && dead.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Known(
            id,
            status(id, found),
            job,
            found instanceof Lookup.InProgress now ? now.done() : 0,
            ledger.isCancelled(id),
            hand(id),
            dead));
  }

  private static Known waiting(SubmissionId id, JobRecord job) {
    return new Known(id, Phase.IN_QUEUE.label(), job, 0, false, Optional.empty(), List.of());
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

  private Optional<Hand> hand(SubmissionId id) {
    return reports.alive().stream()
        .flatMap(
            node ->
                node.jobs().stream()
                    .filter(job -> job.token().equals(id.toString()))
                    .map(job -> new Hand(node.about().id(), job.since())))
        .findFirst();
  }
}
