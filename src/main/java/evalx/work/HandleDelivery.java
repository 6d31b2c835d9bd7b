package evalx.work;

import evalx.queue.DeliveryHandler;
import evalx.queue.JobMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * What becomes of one delivery of a job. It returns when the message may be acknowledged, and
 * throws when it is to be delivered again.
 */
@Singleton
class HandleDelivery implements DeliveryHandler {
  /**
   * How many times a message is delivered, whatever the attempts say, for one that ends this node
   * before its attempt is counted. The broker's own limit is far higher, because it counts those
   * that found no room in a full queue too.
   */
  static final int MAX_DELIVERIES = 50;

  private final RunningJobs runningJobs;
  private final OutageRetry.Source retries;
  private final BeginJob beginJob;
  private final LeaveJob leaveJob;

  @Inject
  HandleDelivery(
      RunningJobs runningJobs, OutageRetry.Source retries, BeginJob beginJob, LeaveJob leaveJob) {
    this.runningJobs = runningJobs;
    this.retries = retries;
    this.beginJob = beginJob;
    this.leaveJob = leaveJob;
  }

  @Override
  public void handle(JobMessage message) {
    if (message.isTooNew()) {
      leaveJob.requeueForNewerWorker(message);
    } else if (message.isTooLong()) {
      leaveJob.leaveToLargerWorker(message);
    } else if (leaveJob.isDeliveredTooOften(message, MAX_DELIVERIES)) {
      leaveJob.giveUp(message, "gave up after " + MAX_DELIVERIES + " deliveries", "");
    } else {
      takeIntoHand(message);
    }
  }

  private void takeIntoHand(JobMessage message) {
    var caller = message.origin().caller();
    var taken =
        new JobInHand(
            message.id(),
            caller.key(),
            message.language(),
            new JobInHand.Times(message.routing().queued(), Instant.now()),
            caller.trace());
    var job = runningJobs.enter(taken);
    if (job.isEmpty()) {
      leaveJob.requeueDuplicate(message);
      return;
    }
    try {
      begin(new Delivery(message, job.get(), retries.ofOneDelivery()));
    } finally {
      runningJobs.leave(job.get());
    }
  }

  private void begin(Delivery delivery) {
    try {
      beginJob.begin(delivery);
    } catch (OutageTooLong e) {
      leaveJob.requeue(delivery, LeaveJob.DELAY, "an outage lasts too long: " + e.getMessage());
    } catch (InterruptedException e) {
      leaveJob.refund(delivery);
      throw new IllegalStateException("this worker is stopping", e);
    }
  }
}
