package evalx.work;

import evalx.result.JobDescription;
import evalx.result.JobLedger;
import evalx.result.Start;
import evalx.submission.Job;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * One attempt of a job. The body is read only now, when the attempt counts, so that a body that
 * kills its reader is not read for ever.
 */
@Singleton
class AttemptJob {
  private final ReadJob readJob;
  private final JobLedger ledger;
  private final Offers offers;
  private final RunAttempt runAttempt;
  private final LeaveJob leaveJob;

  @Inject
  AttemptJob(
      ReadJob readJob, JobLedger ledger, Offers offers, RunAttempt runAttempt, LeaveJob leaveJob) {
    this.readJob = readJob;
    this.ledger = ledger;
    this.offers = offers;
    this.runAttempt = runAttempt;
    this.leaveJob = leaveJob;
  }

  void attempt(Delivery delivery, Start.Attempt start) throws OutageTooLong, InterruptedException {
    delivery.countStart();
    var parsed = readJob.read(delivery.message());
    if (parsed instanceof ReadJob.Parsed.Malformed malformed) {
      leaveJob.reject(delivery, malformed.reason());
    } else if (parsed instanceof ReadJob.Parsed.Valid valid) {
      attempt(delivery, start, valid.submission());
    } else {
      throw new IllegalStateException("no way to handle " + parsed);
    }
  }

  private void attempt(Delivery delivery, Start.Attempt start, Submission submission)
      throws OutageTooLong, InterruptedException {
    var message = delivery.message();
    if (!message.isAccepted()) {
      delivery
          .retry()
          .run(
              () ->
                  ledger.describe(
                      message.id(), JobDescription.of(submission, message.origin().caller())));
      if (isToBeRouted(delivery, submission)) {
        route(delivery, submission);
        return;
      }
    }
    if (isForAnotherSandbox(delivery, submission)) {
      leaveJob.requeue(delivery, LeaveJob.DELAY, "another worker has the sandbox that it needs");
      return;
    }
    var job =
        new Job(
            message.id(),
            submission,
            message.routing().queued(),
            start.number(),
            Optional.of(message.origin().caller()));
    runAttempt.run(delivery, job, start);
  }

  /** EvalX's own messages were routed when they were sent, by the version in a property. */
  private boolean isToBeRouted(Delivery delivery, Submission submission) {
    return delivery.message().origin().version().isEmpty() && !offers.isHere(submission);
  }

  private boolean isForAnotherSandbox(Delivery delivery, Submission submission)
      throws OutageTooLong, InterruptedException {
    return offers.lacksSandbox(submission)
        && delivery.retry().call(() -> offers.isMetSomewhere(submission));
  }

  private void route(Delivery delivery, Submission submission)
      throws OutageTooLong, InterruptedException {
    var language = submission.language();
    var version = submission.source().version().orElseThrow();
    if (delivery.retry().call(() -> offers.isSomewhere(language, version))) {
      leaveJob.requeueForVersion(delivery, version);
    } else {
      var all = delivery.retry().call(() -> offers.versionsOf(language));
      leaveJob.reject(delivery, "version must match one of " + all);
    }
  }

  /** What this node and the others can run: versions of languages, each with its sandboxes. */
  interface Offers {
    /** Whether this node has the version that a submission asks for, if it asks for one. */
    boolean isHere(Submission submission);

    /** Whether some living worker has a version of the language that begins so. */
    boolean isSomewhere(String language, String version);

    /** The versions of a language that living workers have. */
    List<String> versionsOf(String language);

    /** Whether this node runs a submission's language, but with no sandbox that can do it. */
    boolean lacksSandbox(Submission submission);

    /** Whether living workers run all languages of a submission in a sandbox that can do it. */
    boolean isMetSomewhere(Submission submission);
  }
}
