package evalx.admin;

import evalx.broker.Management;
import evalx.broker.QueueState;
import evalx.queue.QueueNames;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/** What a point of the series says of the queues. */
@Singleton
class SampleQueues {
  private final Management management;

  @Inject
  SampleQueues(Management management) {
    this.management = management;
  }

  /**
   * The fields of the point that is now.
   *
   * @throws evalx.broker.BrokerAway when the broker does not answer
   * @throws evalx.broker.SendRefused when it may not be asked
   */
  Map<String, Long> sample() {
    var values =
        new HashMap<>(
            Map.of(Slot.DEPTH, 0L, Slot.IN_DELIVERY, 0L, Slot.OLDEST_MILLIS, 0L, Slot.DEAD, 0L));
    for (QueueState queue : management.queues(QueueNames.ALL)) {
      if (!QueueNames.language(queue.name()).isEmpty()) {
        values.merge(Slot.DEPTH, queue.counts().all(), Long::sum);
        values.merge(Slot.IN_DELIVERY, queue.inWork(), Long::sum);
        values.merge(Slot.OLDEST_MILLIS, ageMillis(queue), Long::max);
      } else if (queue.name().equals(QueueNames.DEAD_LETTER_QUEUE)) {
        values.put(Slot.DEAD, queue.counts().all());
      }
      values.put(Slot.ADDED + queue.name(), queue.added());
      values.put(Slot.TAKEN + queue.name(), queue.acknowledged());
    }
    return values;
  }

  /** To look for the oldest among all priorities, as one who asks may, would cost too much here. */
  private long ageMillis(QueueState queue) {
    return queue.counts().ready() == 0 ? 0 : management.ageOfOldest(queue.name()).toMillis();
  }
}
