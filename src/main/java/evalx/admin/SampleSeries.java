package evalx.admin;

import evalx.broker.BrokerAway;
import evalx.broker.SendRefused;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Adds what happened on this node to the series, once for each of its points. */
@Singleton
class SampleSeries {
  private static final Logger LOG = System.getLogger(SampleSeries.class.getName());

  private final Series series;
  private final CountEnds ends;
  private final ReportNode node;
  private final SampleQueues queues;
  private long latest;

  @Inject
  SampleSeries(Series series, CountEnds ends, ReportNode node, SampleQueues queues) {
    this.series = series;
    this.ends = ends;
    this.node = node;
    this.queues = queues;
    this.latest = series.slotNow();
  }

  /** Writes the point that has just ended; called more often than points end. */
  void sample() {
    var now = series.slotNow();
    if (now > latest) {
      var ended = now - 1;
      latest = now;
      addCounts(ended);
      setDepths(ended);
    }
  }

  private void addCounts(long slot) {
    var counts = ends.take();
    var boxes = node.boxes();
    counts.put(Slot.BOXES, (long) boxes.total());
    counts.put(Slot.BOXES_IN_USE, (long) boxes.inUse());
    counts.put(Slot.WORKERS, boxes.total() > 0 ? 1L : 0L);
    series.add(slot, counts);
  }

  /** Each node asks the broker: any of them may be the only one that can. */
  private void setDepths(long slot) {
    try {
      series.set(slot, queues.sample());
    } catch (BrokerAway | SendRefused e) {
      LOG.log(Level.DEBUG, "a point of the series lacks the depths of the queues", e);
    }
  }
}
