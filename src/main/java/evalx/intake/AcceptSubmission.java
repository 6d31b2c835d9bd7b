package evalx.intake;

import evalx.events.EventPublisher;
import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionRequest;
import evalx.format.SubmissionWriter;
import evalx.node.Offer;
import evalx.node.Workers;
import evalx.submission.Caller;
import evalx.submission.SandboxNeed;
import evalx.submission.Submission;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Accepts a submission: checks it, writes its state, and queues it where no crash can lose it. */
@Singleton
public class AcceptSubmission {
  /** A broker that works needs a small part of it. */
  private static final Duration MIN_SEND = Duration.ofSeconds(1);

  private final SubmissionRules rules;
  private final Workers workers;
  private final RecordJob recordJob;
  private final JobQueue queue;
  private final EventPublisher events;

  @Inject
  AcceptSubmission(
      SubmissionRules rules,
      Workers workers,
      RecordJob recordJob,
      JobQueue queue,
      EventPublisher events) {
    this.rules = rules;
    this.workers = workers;
    this.recordJob = recordJob;
    this.queue = queue;
    this.events = events;
  }

  /**
   * Accepts a submission within 8 s, or says why not.
   *
   * @return its id; it is on the broker's disk by then
   * @throws KeyReused when its reservation was made for another request
   * @throws QuotaExceeded when too many jobs of the caller have not ended, or its results fill too
   *     much of the store
   * @throws InvalidSubmission with everything that is wrong with it
   * @throws NotAllowed when the caller may not submit
   * @throws LanguageUnavailable when no living worker offers its language
   * @throws evalx.redis.RedisAway when Redis does not answer in time
   * @throws RuntimeException as {@link JobQueue#send} does
   */
  public SubmissionId accept(SubmissionRequest request, Caller caller, Reservation reservation) {
    var deadline = new Deadline();
    var before = reservation.queued();
    return before.isPresent() ? before.get() : acceptNew(request, caller, reservation, deadline);
  }

  /**
   * Checks a submission, and changes nothing: for those who have to do something before it is
   * accepted that a refusal should not leave behind.
   *
   * @return with its defaults
   * @throws InvalidSubmission with everything that is wrong with it
   * @throws NotAllowed when the caller may not submit
   * @throws LanguageUnavailable when no living worker offers its language
   */
  public Submission check(SubmissionRequest request, Caller caller) {
    var submission = rules.check(request, caller);
    requireOffer(submission, workers.offer());
    return submission;
  }

  private SubmissionId acceptNew(
      SubmissionRequest request, Caller caller, Reservation reservation, Deadline deadline) {
    var submission = check(request, caller);
    deadline.require(Deadline.REDIS, "Redis");
    var id = reservation.reserve();
    var job = new NewJob(id, submission, caller, reservation.isRepeatable());
    var message = SubmissionWriter.write(submission);
    var queued = Instant.now();
    if (recordJob.record(job, message, queued, deadline)) {
      send(job, message, deadline);
      recordJob.queued(job, deadline);
    }
    reservation.markQueued();
    events.publish(new SubmissionEvent.Queued(id, submission, caller, queued));
    return id;
  }

  private void send(NewJob job, byte[] message, Deadline deadline) {
    deadline.require(MIN_SEND, "Redis");
    try {
      queue.send(job, message, deadline.left());
    } catch (RuntimeException e) {
      recordJob.forget(job, deadline);
      throw e;
    }
  }

  private static void requireOffer(Submission submission, Offer offer) {
    requireOffer(submission.source(), "version", offer);
    submission
        .judging()
        .program()
        .ifPresent(checker -> requireOffer(checker.source(), "checker.program.version", offer));
    for (var need : SandboxNeed.of(submission)) {
      submission.sources().forEach(source -> requireSandbox(source.language(), need, offer));
    }
  }

  private static void requireSandbox(String language, SandboxNeed need, Offer offer) {
    if (!offer.meets(need, language)) {
      var drivers = String.join(", ", offer.driversOf(language));
      var message =
          "%s needs %s, and %s runs with %s here"
              .formatted(need.value(), need.sandbox(), language, drivers);
      throw new InvalidSubmission(List.of(new FieldError(need.field(), message)));
    }
  }

  private static void requireOffer(Submission.Source source, String field, Offer offer) {
    var language = source.language();
    if (!offer.works(language)) {
      throw new LanguageUnavailable(language);
    }
    var version = source.version();
    if (version.isPresent() && !offer.hasVersion(language, version.get())) {
      var message = "must match one of " + offer.versionsOf(language);
      throw new InvalidSubmission(List.of(new FieldError(field, message)));
    }
  }
}
