package evalx.intake;

import evalx.events.EventPublisher;
import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionRequest;
import evalx.format.SubmissionWriter;
import evalx.node.Offer;
import evalx.node.Workers;
import evalx.redis.RedisAway;
import evalx.result.JobDescription;
import evalx.result.JobLedger;
import evalx.submission.Caller;
import evalx.submission.Submission;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Accepts a submission: checks it, writes its state, and queues it where no crash can lose it. */
@Singleton
public class AcceptSubmission {
  private static final Logger LOG = System.getLogger(AcceptSubmission.class.getName());

  /** A broker that works needs a small part of it. */
  private static final Duration MIN_SEND = Duration.ofSeconds(1);

  private final SubmissionRules rules;
  private final Workers workers;
  private final JobLedger ledger;
  private final JobQueue queue;
  private final EventPublisher events;

  @Inject
  AcceptSubmission(
      SubmissionRules rules,
      Workers workers,
      JobLedger ledger,
      JobQueue queue,
      EventPublisher events) {
    this.rules = rules;
    this.workers = workers;
    this.ledger = ledger;
    this.queue = queue;
    this.events = events;
  }

  /**
   * Accepts a submission within 8 s, or says why not.
   *
   * @return its id; it is on the broker's disk by then
   * @throws InvalidSubmission with everything that is wrong with it
   * @throws NotAllowed when the caller may not submit
   * @throws LanguageUnavailable when no living worker offers its language
   * @throws evalx.redis.RedisAway when Redis does not answer in time
   * @throws RuntimeException as {@link JobQueue#send} does
   */
  public SubmissionId accept(SubmissionRequest request, Caller caller) {
    var deadline = new Deadline();
    var submission = rules.check(request, caller);
    requireOffer(submission, workers.offer());
    deadline.require(Deadline.REDIS, "Redis");
    var message = SubmissionWriter.write(submission);
    var id = SubmissionId.random();
    var queued = Instant.now();
    ledger.create(id, message, JobDescription.of(submission), queued);
    send(new NewJob(id, submission, caller), message, deadline);
    events.publish(new SubmissionEvent.Queued(id, submission, caller, queued));
    return id;
  }

  private void send(NewJob job, byte[] message, Deadline deadline) {
    deadline.require(MIN_SEND, "Redis");
    try {
      queue.send(job, message, deadline.left());
    } catch (RuntimeException e) {
      forget(job.id(), deadline);
      throw e;
    }
  }

  /** The token was never given out, so a state that is left does no harm until it expires. */
  private void forget(SubmissionId id, Deadline deadline) {
    if (!deadline.allows(Deadline.REDIS)) {
      LOG.log(Level.DEBUG, "the state of {0}, which was not queued, is left to expire", id);
      return;
    }
    try {
      ledger.forget(id);
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "the state of " + id + ", which was not queued, will expire", e);
    }
  }

  private static void requireOffer(Submission submission, Offer offer) {
    var language = submission.language();
    if (!offer.works(language)) {
      throw new LanguageUnavailable(language);
    }
    var version = submission.source().version();
    if (version.isPresent() && !offer.hasVersion(language, version.get())) {
      var message = "must match one of " + offer.versionsOf(language);
      throw new InvalidSubmission(List.of(new FieldError("version", message)));
    }
  }
}
