package evalx.work;

import evalx.redis.RedisAway;
import evalx.result.JobLedger;
import evalx.result.Start;
import evalx.result.StoreSpace;
import evalx.sandbox.SandboxDied;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Decides whose fault a failure is, and what follows from it. */
@Singleton
class FailAttempt {
  private static final Logger LOG = System.getLogger(FailAttempt.class.getName());

  private final JobLedger ledger;
  private final LeaveJob leaveJob;
  private final StoreSpace space;

  @Inject
  FailAttempt(JobLedger ledger, LeaveJob leaveJob, StoreSpace space) {
    this.ledger = ledger;
    this.leaveJob = leaveJob;
    this.space = space;
  }

  /**
   * Ends a failed attempt: the message is delivered again, or is a dead letter after the last one.
   *
   * @throws OutageTooLong when an outage caused the failure and lasts
   * @throws InterruptedException when this worker is stopping
   * @throws RuntimeException the failure itself, when the message is to be delivered again
   */
  void fail(Delivery delivery, Start.Attempt attempt, RuntimeException failure)
      throws OutageTooLong, InterruptedException {
    // Check this first: on an interrupted thread every health probe fails, and the failure would
    // pass for an outage.
    if (Thread.interrupted()) {
      throw new InterruptedException(failure.getMessage());
    }
    if (failure instanceof SandboxDied died) {
      sandboxDied(delivery, attempt, died);
    } else {
      delivery.retry().rethrowIfOutage(failure);
      broke(delivery, attempt, failure);
    }
  }

  /**
   * The same of an attempt whose result found no room all the time, while those of others did. It
   * counts only if there is room for new submissions: its result is too large for this store then,
   * and the job would be run again and again.
   *
   * @throws NoRoom when results of others fill the store, which expire
   */
  void failForWantOfRoom(Delivery delivery, Start.Attempt attempt, NoRoom noRoom)
      throws OutageTooLong {
    if (isFilledByOthers()) {
      throw noRoom;
    }
    broke(
        delivery,
        attempt,
        new IllegalStateException("the result store has no room for its result", noRoom));
  }

  private boolean isFilledByOthers() {
    try {
      return space.isFilledByOthers();
    } catch (RedisAway e) {
      return true;
    }
  }

  /**
   * The sandbox's death counts against each job it worked on, because one of them may have caused
   * it: also where it is not soon back, or where the server ends with it. A job that causes each
   * would be run for ever else, and take one worker after another from the others.
   */
  private void sandboxDied(Delivery delivery, Start.Attempt attempt, SandboxDied failure) {
    if (!attempt.isRepeatedAfterDeath()) {
      var which = attempt.deaths() == attempt.number() - 1 ? "each" : "the last";
      var reason = "the sandbox died in %s of %d attempts".formatted(which, attempt.number());
      giveUp(delivery, reason, failure);
      return;
    }
    try {
      delivery.retry().awaitEnd(failure);
    } catch (OutageTooLong e) {
      leaveJob.requeueAfterDeath(delivery, "the sandbox died: " + failure.getMessage());
      return;
    } catch (InterruptedException e) {
      // This worker stops. It counts all the same, and the broker, which no interrupted thread can
      // be told anything, delivers the message again.
      LOG.log(Level.DEBUG, "the sandbox died, and this worker stops", e);
    }
    leaveJob.sayItWaits(delivery.message().id());
    throw failure;
  }

  private void broke(Delivery delivery, Start.Attempt attempt, RuntimeException failure) {
    if (attempt.number() < JobLedger.MAX_ATTEMPTS) {
      recordFailedAttempt(delivery.message().id());
      throw failure;
    }
    giveUp(delivery, "each of " + attempt.number() + " attempts failed", failure);
  }

  /** Clients must not read what broke here, which may name paths and commands. */
  private void giveUp(Delivery delivery, String reason, RuntimeException failure) {
    var incident = newIncident();
    LOG.log(
        Level.WARNING,
        "The last attempt of " + delivery.message().id() + " failed; incident " + incident,
        failure);
    leaveJob.giveUp(
        delivery.message(),
        reason + " (incident " + incident + ")",
        String.valueOf(failure.getMessage()));
  }

  private void recordFailedAttempt(SubmissionId id) {
    try {
      ledger.recordFailedAttempt(id);
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "the attempt will count as one whose worker died", e);
    }
  }

  /** Eight hexadecimal digits that name a failure to a client, and in the log with its details. */
  private static String newIncident() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }
}
