package evalx.work;

import evalx.broker.BrokerAway;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.queue.DeadLetters;
import evalx.queue.JobMessage;
import evalx.queue.MessageProperties;
import evalx.queue.Requeue;
import evalx.redis.RedisAway;
import evalx.result.JobLedger;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalInt;

/** The ways of a job out of this node's hands without a run. */
@Singleton
class LeaveJob {
  /** After it a job that had to go back is delivered again. */
  static final Duration DELAY = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(LeaveJob.class.getName());

  private final Requeue requeue;
  private final DeadLetters deadLetters;
  private final JobEnds ends;
  private final JobLedger ledger;

  @Inject
  LeaveJob(Requeue requeue, DeadLetters deadLetters, JobEnds ends, JobLedger ledger) {
    this.requeue = requeue;
    this.deadLetters = deadLetters;
    this.ends = ends;
    this.ledger = ledger;
  }

  /** Puts it back into its queue: what was started of it here does not count. */
  void requeue(Delivery delivery, Duration delay, String reason) {
    requeue(delivery, delivery.uncounted(), delay, reason);
  }

  /** The same after the death of the sandbox, which counts. */
  void requeueAfterDeath(Delivery delivery, String reason) {
    var message = delivery.message();
    sayItWaits(message.id());
    sendBack(message.id(), () -> requeue.after(DELAY, message, reason + ", which counts"));
  }

  /** Puts back a suspect for which there is no place now: it loses none of the time it may wait. */
  void requeueSuspect(Delivery delivery) {
    sayItWaits(delivery.message().id());
    sendBack(
        delivery.message().id(),
        () ->
            requeue.withTimeBack(
                DELAY,
                delivery.uncounted(),
                "its workers died, and as many such jobs run on this node as may"));
  }

  /** Puts it back at once for a worker that has the version of its language that it asks for. */
  void requeueForVersion(Delivery delivery, String version) {
    var reason = "another worker has version " + version;
    requeue(delivery, delivery.uncounted().forVersion(version), Duration.ZERO, reason);
  }

  private void requeue(Delivery delivery, JobMessage message, Duration delay, String reason) {
    sayItWaits(message.id());
    try {
      sendBack(message.id(), () -> requeue.after(delay, message, reason));
    } catch (QueueFull | SendRefused | BrokerAway e) {
      // Without the copy the original comes again, which knows nothing of what does not count.
      refund(delivery);
      throw e;
    }
  }

  /**
   * The same for a message of which another delivery is in hand: how far that is stays as it is.
   */
  void requeueDuplicate(JobMessage message) {
    sendBack(
        message.id(),
        () -> requeue.after(DELAY, message, "another delivery of it is in hand on this node"));
  }

  /**
   * Leaves it to a newer worker. A message that was not read whole cannot be copied, so the broker
   * delivers it again.
   */
  void requeueForNewerWorker(JobMessage message) {
    var reason = "message format " + message.origin().format() + " is newer than this worker";
    message
        .body()
        .unreadable()
        .ifPresent(
            unreadable -> {
              throw new IllegalStateException(reason + ", and " + unreadable);
            });
    sendBack(message.id(), () -> requeue.after(DELAY, message, reason));
  }

  /**
   * Leaves it to a worker that may read all of it: this one has not, so the broker delivers the
   * message itself again, however often.
   */
  void leaveToLargerWorker(JobMessage message) {
    throw new IllegalStateException(
        "%s is left to a worker with the MAX_BODY_BYTES of the node that accepted it: %s"
            .formatted(message.id(), message.body().unreadable().orElseThrow()));
  }

  /** A full queue takes no copy: the broker delivers the message itself again. */
  private void sendBack(SubmissionId id, Runnable send) {
    try {
      send.run();
    } catch (QueueFull e) {
      try {
        ledger.foundQueueFull(id);
      } catch (RedisAway away) {
        LOG.log(Level.DEBUG, "this delivery of " + id + " will count", away);
      }
      throw e;
    }
  }

  /**
   * Whether a message was delivered more often than it may be. Deliveries that found its queue full
   * do not count, or a job would be given up because others wait.
   *
   * @throws RedisAway when nobody knows
   */
  boolean isDeliveredTooOften(JobMessage message, int max) {
    var deliveries = message.attempts().deliveries();
    return deliveries > max && deliveries - ledger.deliveriesToFullQueue(message.id()) > max;
  }

  /** Takes back the count of what was started here, because this worker is stopping. */
  void refund(Delivery delivery) {
    if (delivery.started() > 0) {
      try {
        ledger.backInQueue(delivery.message().id(), delivery.started());
      } catch (RedisAway e) {
        LOG.log(
            Level.WARNING,
            "Could not take back {0} attempts of {1}, so they count: {2}",
            delivery.started(),
            delivery.message().id(),
            e.getMessage());
      }
    }
  }

  /**
   * Gives it up: its submission will end as an internal error.
   *
   * @param reason as the client may read it
   * @param detail for operators only
   */
  void giveUp(JobMessage message, String reason, String detail) {
    deadLetters.add(message, attempts(message), reason, detail);
  }

  private OptionalInt attempts(JobMessage message) {
    try {
      var counted = ledger.find(message.id()).attempts() - message.attempts().uncounted();
      return OptionalInt.of(Math.max(0, counted));
    } catch (RedisAway e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Ends a message that asks for nothing that can be run, and shows it to operators. Only a message
   * of EvalX itself that cannot be read is EvalX's own failure.
   */
  void reject(Delivery delivery, String reason) throws OutageTooLong, InterruptedException {
    var message = delivery.message();
    if (message.isAccepted()) {
      giveUp(message, "its message cannot be read", reason);
      return;
    }
    deadLetters.show(message, reason);
    delivery.retry().run(() -> ends.rejected(message, reason));
  }

  /** The same for a message whose key belongs to another submission, which goes on. */
  void rejectConflict(Delivery delivery) throws OutageTooLong, InterruptedException {
    var own = delivery.message().underOwnToken();
    var reason = MessageProperties.IDEMPOTENCY_KEY + " belongs to a submission with another body";
    deadLetters.show(own, reason);
    delivery.retry().run(() -> ends.rejected(own, reason));
  }

  /** A client should not read "Processing" of a job that waits; during an outage it may. */
  void sayItWaits(SubmissionId id) {
    try {
      ledger.backInQueue(id, 0);
    } catch (RedisAway e) {
      LOG.log(
          Level.DEBUG,
          "{0} waits again, but its state could not be updated: {1}",
          id,
          e.getMessage());
    }
  }
}
