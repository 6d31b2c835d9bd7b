package evalx.admin;

import evalx.broker.BrokerAway;
import evalx.broker.QueueControl;
import evalx.broker.QueueState;
import evalx.broker.SendRefused;
import evalx.queue.QueueNames;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

/** Adds what happened on this node to the series, once for each of its points. */
@Singleton
class SampleSeries {
  private static final Logger LOG = System.getLogger(SampleSeries.class.getName());

  private final Series series;
  private final CountEnds ends;
  private final ReportNode node;
  private final QueueControl queues;
  private long latest;

  @Inject
  SampleSeries(Series series, CountEnds ends, ReportNode node, QueueControl queues) {
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
    var values = new HashMap<>(Map.of(Slot.DEPTH, 0L, Slot.IN_DELIVERY, 0L, Slot.DEAD, 0L));
    try {
      for (QueueState queue : queues.states(QueueNames.ALL)) {
        if (QueueNames.language(queue.name()).isEmpty()) {
          if (queue.name().equals(QueueNames.DEAD_LETTER_QUEUE)) {
            values.put(Slot.DEAD, queue.counts().all());
          }
        } else {
          values.merge(Slot.DEPTH, queue.counts().all(), Long::sum);
          values.merge(Slot.IN_DELIVERY, queue.inWork(), Long::sum);
        }
        values.put(Slot.ADDED + queue.name(), queue.added());
        values.put(Slot.TAKEN + queue.name(), queue.acknowledged());
      }
    } catch (BrokerAway | SendRefused e) {
      LOG.log(Level.DEBUG, "a point of the series lacks the depths of the queues", e);
      return;
    }
    series.set(slot, values);
  }
}
