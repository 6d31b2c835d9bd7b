package evalx.work;

import evalx.broker.Adapter;
import evalx.config.Settings;
import evalx.node.Draining;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Empties the hands of this node: takes no more jobs, lets those in hand finish within
 * DRAIN_TIMEOUT, and lets the rest wait in their queues again, uncounted.
 */
@Singleton
class DrainNode {
  /** How long the jobs that did not finish have to get back. */
  private static final Duration HAND_BACK = Duration.ofSeconds(5);

  private static final long LOOK_MILLIS = 100;
  private static final Logger LOG = System.getLogger(DrainNode.class.getName());

  private final Draining draining;
  private final Runnable takeNoMore;
  private final RunningJobs runningJobs;
  private final IntSupplier busyPlaces;
  private final Duration limit;
  private final CountDownLatch hurried = new CountDownLatch(1);

  @Inject
  DrainNode(
      Settings settings,
      Draining draining,
      TakeJobs takeJobs,
      RunningJobs runningJobs,
      Adapter adapter) {
    this(
        draining,
        settings.node().role().works() ? takeJobs::look : () -> {},
        runningJobs,
        settings.node().role().works() ? adapter::getBusyPlaces : () -> 0,
        settings.runs().jobs().drainTimeout());
  }

  /**
   * @param takeNoMore tells the resource adapter at once what {@link Draining} says
   * @param busyPlaces how many messages of jobs are in hand
   */
  DrainNode(
      Draining draining,
      Runnable takeNoMore,
      RunningJobs runningJobs,
      IntSupplier busyPlaces,
      Duration limit) {
    this.draining = draining;
    this.takeNoMore = takeNoMore;
    this.runningJobs = runningJobs;
    this.busyPlaces = busyPlaces;
    this.limit = limit;
  }

  /** Returns when nothing is in hand any more, or when waiting longer is of no use. */
  void drain() throws InterruptedException {
    draining.begin();
    LOG.log(
        Level.INFO,
        "Told to end: this node takes no more jobs; {0} in hand have {1} s to finish",
        busyPlaces.getAsInt(),
        limit.toSeconds());
    takeNoMore.run();
    if (!awaitEmptyHands(limit, hurried)) {
      var ids = runningJobs.ids();
      LOG.log(Level.INFO, "{0} go back to their queues and do not count as attempts", ids);
      ids.forEach(id -> runningJobs.putBack(id, "its worker is ending"));
      if (!awaitEmptyHands(HAND_BACK, new CountDownLatch(1))) {
        LOG.log(
            Level.WARNING,
            "{0} did not go back in time; the broker will deliver them again",
            runningJobs.ids());
      }
    }
  }

  /** Lets jobs finish no longer. */
  void hurry() {
    hurried.countDown();
  }

  /** Two looks in a row, because a message may be on its way from the broker at the first. */
  private boolean awaitEmptyHands(Duration time, CountDownLatch end) throws InterruptedException {
    var deadline = System.nanoTime() + time.toNanos();
    for (int empty = 0; empty < 2; ) {
      empty = isEmpty() ? empty + 1 : 0;
      if (empty == 0 && System.nanoTime() - deadline >= 0) {
        return false;
      }
      var isHurried = end.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (isHurried && !isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private boolean isEmpty() {
    return busyPlaces.getAsInt() == 0 && runningJobs.ids().isEmpty();
  }
}
