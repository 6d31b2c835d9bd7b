package evalx.completion;

import evalx.config.Settings;
import evalx.queue.JobMessage;
import evalx.queue.LostJobHandler;
import evalx.result.JobDescription;
import evalx.result.JobLedger;
import evalx.result.JobRecord;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ends a submission that no worker will bring to a result. */
@Singleton
public class EndWithoutRun implements LostJobHandler {
  private static final Logger LOG = System.getLogger(EndWithoutRun.class.getName());

  private final DescribeMessage describeMessage;
  private final JobLedger ledger;
  private final CompleteJob completeJob;
  private final String worker;
  private final Clock clock;

  @Inject
  EndWithoutRun(
      DescribeMessage describeMessage,
      JobLedger ledger,
      CompleteJob completeJob,
      Settings settings) {
    this(describeMessage, ledger, completeJob, settings.node().worker(), Clock.systemUTC());
  }

  /**
   * @param worker the name of this node
   */
  EndWithoutRun(
      DescribeMessage describeMessage,
      JobLedger ledger,
      CompleteJob completeJob,
      String worker,
      Clock clock) {
    this.describeMessage = describeMessage;
    this.ledger = ledger;
    this.completeJob = completeJob;
    this.worker = worker;
    this.clock = clock;
  }

  @Override
  public void end(JobMessage message, Verdict verdict, String reason) {
    var job = ledger.find(message.id());
    if (job.isAgainBecauseOf(message.identity().messageId())) {
      LOG.log(
          Level.INFO, "{0} is not ended: an operator has let it run again already", message.id());
      return;
    }
    if (!message.isTooLong() && job.isOfAnotherBody(message.body().bytes())) {
      endUnderOwnToken(message, verdict, reason);
      return;
    }
    var description = job.description().orElseGet(() -> describe(message));
    var attempts = Math.max(0, job.attempts() - message.attempts().uncounted());
    var queued = job.queued().orElse(message.routing().queued());
    completeJob.complete(
        message, result(message.id(), description, attempts, queued, new End(verdict, reason)));
  }

  /** The state tells to whom the result may be shown, also of a job that no worker has begun. */
  private JobDescription describe(JobMessage message) {
    var description = describeMessage.describe(message);
    ledger.describe(message.id(), description);
    return description;
  }

  /** The token that a message's key names belongs to another one, which goes on. */
  private void endUnderOwnToken(JobMessage message, Verdict verdict, String reason) {
    var own = message.underOwnToken();
    if (own.id().equals(message.id())) {
      LOG.log(Level.WARNING, "{0} is not ended: another message has its id", message.id());
      return;
    }
    end(own, verdict, reason);
  }

  /**
   * Ends a submission of which only the record is at hand.
   *
   * @return false where the record does not say what it is: only its message can end it
   */
  public boolean end(SubmissionId id, JobRecord job, Verdict verdict, String reason) {
    if (job.description().isEmpty()) {
      return false;
    }
    var queued = job.queued().orElseGet(clock::instant);
    completeJob.completeWithoutMessage(
        result(id, job.description().get(), job.attempts(), queued, new End(verdict, reason)));
    return true;
  }

  private Result result(
      SubmissionId id, JobDescription description, int attempts, Instant queued, End end) {
    return new Result(
        id,
        end.verdict(),
        new Result.Subject(
            description.language(),
            Optional.empty(),
            description.encoding(),
            description.total(),
            description.webhook()),
        Result.Compiled.NONE,
        List.of(),
        new Result.Remarks(Optional.of(end.reason()), List.of()),
        new Result.Provenance(
            worker,
            Optional.empty(),
            attempts,
            new Result.Timeline(queued, Optional.empty(), clock.instant())));
  }

  private record End(Verdict verdict, String reason) {}
}
