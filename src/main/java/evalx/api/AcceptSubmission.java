package evalx.api;

import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionReader;
import evalx.format.UnknownMembers;
import evalx.node.Offer;
import evalx.node.Workers;
import evalx.queue.SubmissionQueue;
import evalx.result.JobStates;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** Takes a submission: checks it, writes its state, and queues it where no crash can lose it. */
@Singleton
class AcceptSubmission {
  private final SubmissionReader reader;
  private final Workers workers;
  private final JobStates states;
  private final SubmissionQueue queue;

  @Inject
  AcceptSubmission(
      SubmissionReader reader, Workers workers, JobStates states, SubmissionQueue queue) {
    this.reader = reader;
    this.workers = workers;
    this.states = states;
    this.queue = queue;
  }

  /** The token of the submission, which is on the broker's disk by then. */
  SubmissionId accept(byte[] body) {
    var submission = reader.read(body, UnknownMembers.REFUSE);
    refuseWhatNobodyOffers(submission, workers.offer());
    var token = SubmissionId.random();
    states.create(token, body, submission.testCases().size(), Instant.now());
    try {
      queue.send(token, submission, body);
    } catch (RuntimeException e) {
      states.forget(token);
      throw e;
    }
    return token;
  }

  /** A language that no worker has proved yet may be proved soon: its jobs wait in the queue. */
  private static void refuseWhatNobodyOffers(Submission submission, Offer offer) {
    var language = submission.language();
    if (offer.failures().containsKey(language)) {
      throw refused("language", language + " is not available: " + offer.reason(language));
    }
    var version = submission.source().version();
    if (offer.works(language)
        && version.isPresent()
        && !offer.hasVersion(language, version.get())) {
      throw refused("version", "must match one of " + offer.versions().get(language));
    }
  }

  private static InvalidSubmission refused(String field, String message) {
    return new InvalidSubmission(List.of(new FieldError(field, message)));
  }
}
