package evalx.work;

import evalx.queue.JobMessage;
import evalx.result.BodyHash;
import evalx.result.JobLedger;
import evalx.result.Start;
import evalx.result.StartRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Asks the ledger whether a job may start, and does what it answers. */
@Singleton
class BeginJob {
  private final JobLedger ledger;
  private final Suspects suspects;
  private final AttemptJob attemptJob;
  private final JobEnds ends;
  private final LeaveJob leaveJob;

  @Inject
  BeginJob(
      JobLedger ledger, Suspects suspects, AttemptJob attemptJob, JobEnds ends, LeaveJob leaveJob) {
    this.ledger = ledger;
    this.suspects = suspects;
    this.attemptJob = attemptJob;
    this.ends = ends;
    this.leaveJob = leaveJob;
  }

  void begin(Delivery delivery) throws OutageTooLong, InterruptedException {
    begin(delivery, request(delivery.message()));
  }

  private static StartRequest request(JobMessage message) {
    return new StartRequest(
        message.id(),
        UUID.randomUUID(),
        BodyHash.of(message.body().bytes()),
        message.attempts().uncounted(),
        message.routing().queued(),
        0);
  }

  private void begin(Delivery delivery, StartRequest request)
      throws OutageTooLong, InterruptedException {
    var message = delivery.message();
    var start = delivery.retry().call(() -> ledger.start(request));
    if (start instanceof Start.Attempt attempt) {
      attemptJob.attempt(delivery, attempt);
    } else if (start instanceof Start.Suspect suspect) {
      beginAsSuspect(delivery, request, suspect.group());
    } else if (start instanceof Start.Finished) {
      delivery.retry().run(() -> ends.repeatEffects(message));
    } else if (start instanceof Start.Cancelled) {
      delivery.retry().run(() -> ends.cancelled(message));
    } else if (start instanceof Start.Exhausted exhausted) {
      leaveJob.giveUp(message, reason(exhausted), "");
    } else if (start instanceof Start.Conflict) {
      leaveJob.rejectConflict(delivery);
    } else {
      // To return would acknowledge the message, and lose the job.
      throw new IllegalStateException("no way to handle " + start);
    }
  }

  private void beginAsSuspect(Delivery delivery, StartRequest request, int group)
      throws OutageTooLong, InterruptedException {
    if (request.group() > 0) {
      throw new IllegalStateException("a suspect may not start even among few");
    }
    if (!suspects.tryEnter(group)) {
      leaveJob.requeueSuspect(delivery);
      return;
    }
    try {
      begin(delivery, request.asSuspect(group));
    } finally {
      suspects.leave(group);
    }
  }

  private static String reason(Start.Exhausted exhausted) {
    var attempts = exhausted.attempts();
    return exhausted.deaths() == attempts
        ? "its worker died in each of " + attempts + " attempts"
        : "its worker died in the last of " + attempts + " attempts";
  }
}
