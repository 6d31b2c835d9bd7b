package evalx.work;

import evalx.queue.ExpiredJobHandler;
import evalx.queue.JobMessage;
import evalx.queue.Requeue;
import evalx.result.JobLedger;
import evalx.result.StoreShares;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Gives jobs their time again that were not taken because results had no room: these expire after
 * about the same time, and the jobs might just miss them.
 */
@Singleton
class WaitForRoom implements ExpiredJobHandler {
  private final StoreShares shares;
  private final JobLedger ledger;
  private final Requeue requeue;

  @Inject
  WaitForRoom(StoreShares shares, JobLedger ledger, Requeue requeue) {
    this.shares = shares;
    this.ledger = ledger;
    this.requeue = requeue;
  }

  @Override
  public boolean putBack(JobMessage message) {
    var caller = message.origin().caller();
    if (message.body().unreadable().isPresent()
        || !shares.hasWaited(caller, message.routing().queued())) {
      return false;
    }
    ledger.keepLonger(message.id());
    requeue.withTimeBack(Duration.ZERO, message, "it has waited for room in the result store");
    return true;
  }
}
