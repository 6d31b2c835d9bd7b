package evalx.admin;

import evalx.format.ResultHead;
import evalx.queue.DeadLetter;
import evalx.result.JobDescription;
import evalx.result.JobLedger;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
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

  @Inject
  OneSubmission(JobLedger ledger, ResultLookup results, NodeReports reports, Letters letters) {
    this.ledger = ledger;
    this.results = results;
    this.reports = reports;
    this.letters = letters;
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
    var dead = letters.of(id);
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

  private record InHand(NodeReport.Job job, String worker) {}

  private Optional<InHand> inHand(SubmissionId id) {
    return reports.alive().stream()
        .flatMap(node -> node.jobs().stream().map(job -> new InHand(job, node.about().id())))
        .filter(hand -> hand.job().token().equals(id.toString()))
        .findFirst();
  }
}
