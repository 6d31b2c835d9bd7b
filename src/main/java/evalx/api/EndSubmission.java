package evalx.api;

import evalx.admin.AuditLog;
import evalx.format.ProgressWriter;
import evalx.result.JobDescription;
import evalx.result.JobLedger;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.work.JobCanceller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Cancels a submission that has not ended, and removes the result of one that has. What an
 * administrator does so to a submission of somebody else is in the audit log.
 */
@Singleton
class EndSubmission {
  private static final String REMOVED = "its result is removed";

  private final JobCanceller canceller;
  private final ResultLookup results;
  private final JobLedger ledger;
  private final AuditLog audit;

  @Inject
  EndSubmission(JobCanceller canceller, ResultLookup results, JobLedger ledger, AuditLog audit) {
    this.canceller = canceller;
    this.results = results;
    this.ledger = ledger;
    this.audit = audit;
  }

  /**
   * Answers 202 with how far the submission was when it was cancelled, or 204 when its result was
   * removed.
   *
   * @throws Refusal 404 when there is nothing to cancel or to remove
   * @throws evalx.redis.RedisAway during an outage; nothing is changed where it is to be written
   *     down first
   */
  Response end(SubmissionId id, Caller caller) {
    if (results.find(id, caller) instanceof Lookup.Unknown) {
      throw new Refusal(SubmissionsResource.UNKNOWN);
    }
    return recorded(id, caller, () -> cancelOrRemove(id, caller), EndSubmission::outcome)
        .map(was -> Response.accepted(ProgressWriter.accepted(id, was)))
        .orElseGet(Response::noContent)
        .build();
  }

  /** How far it was when it was cancelled; empty when its result was removed. */
  private Optional<Phase> cancelOrRemove(SubmissionId id, Caller caller) {
    switch (canceller.cancel(id, caller)) {
      case WAITING -> {
        return Optional.of(Phase.IN_QUEUE);
      }
      case RUNNING -> {
        return Optional.of(Phase.PROCESSING);
      }
      case FINISHED -> {
        if (results.remove(id)) {
          return Optional.empty();
        }
      }
      case UNKNOWN -> {}
    }
    throw new Refusal(SubmissionsResource.UNKNOWN);
  }

  private static String outcome(Optional<Phase> cancelled) {
    return cancelled.map(was -> "it is cancelled, " + was.label()).orElse(REMOVED);
  }

  /**
   * Removes the result of a submission that has ended and that the caller may see.
   *
   * @throws evalx.redis.RedisAway as {@link #end} does
   */
  void remove(SubmissionId id, Caller caller) {
    recorded(id, caller, () -> results.remove(id), removed -> removed ? REMOVED : "it has none");
  }

  /**
   * Cancels a submission of the caller's own, unless it has ended.
   *
   * @throws evalx.redis.RedisAway during an outage
   */
  void cancel(SubmissionId id, Caller caller) {
    canceller.cancel(id, caller);
  }

  private <T> T recorded(
      SubmissionId id, Caller who, Supplier<T> work, Function<T, String> outcome) {
    return who.may(Caller.Scope.ADMIN) && !isOf(id, who)
        ? audit.recordOneOfMany(
            new AuditLog.Change(who, "delete the submission", id.toString()), work, outcome)
        : work.get();
  }

  private boolean isOf(SubmissionId id, Caller who) {
    return ledger
        .find(id)
        .description()
        .map(JobDescription::owner)
        .filter(who.key()::equals)
        .isPresent();
  }
}
