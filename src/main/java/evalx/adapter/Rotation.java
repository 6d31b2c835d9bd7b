package evalx.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among the queues, and which of them were empty a moment ago. A queue that gave a
 * message goes to the end, so none starves another. Not thread-safe: it belongs to the place that
 * takes the next message.
 */
final class Rotation {
  /**
   * How long a queue counts as empty while others have messages. Asking costs a few packets for
   * each queue, so this bounds what sixty idle languages cost a busy node; and it is the longest
   * that the first message of an idle language can be passed over.
   */
  static final Duration REMEMBERED = Duration.ofMillis(50);

  private final LongSupplier nanoTime;

  /** In the order of turns; when each was found empty, null when it may have messages. */
  private final Map<WantedQueue, @Nullable Long> emptySince = new LinkedHashMap<>();

  Rotation(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** These queues and no others take turns from now on; new ones come last. */
  void follow(Collection<WantedQueue> queues) {
    emptySince.keySet().retainAll(new HashSet<>(queues));
    for (WantedQueue queue : queues) {
      if (!emptySince.containsKey(queue)) {
        emptySince.put(queue, null);
      }
    }
  }

  /** All queues, the next in turn first. */
  List<WantedQueue> inOrder() {
    return new ArrayList<>(emptySince.keySet());
  }

  /** Queues that may have messages, the next in turn first. */
  List<WantedQueue> mayHaveMessages() {
    return inOrder().stream().filter(queue -> emptySince.get(queue) == null).toList();
  }

  /** Queues that were found empty too long ago to know. */
  Set<WantedQueue> outdated() {
    long now = nanoTime.getAsLong();
    var outdated = new LinkedHashSet<WantedQueue>();
    emptySince.forEach(
        (queue, since) -> {
          if (since != null && now - since > REMEMBERED.toNanos()) {
            outdated.add(queue);
          }
        });
    return outdated;
  }

  void foundEmpty(Collection<WantedQueue> queues) {
    long now = nanoTime.getAsLong();
    queues.forEach(queue -> emptySince.replace(queue, now));
  }

  /** The queue has a message that was not taken. */
  void foundMessage(WantedQueue queue) {
    emptySince.replace(queue, null);
  }

  /** A message was taken from the queue: the others come first now. */
  void tookFrom(WantedQueue queue) {
    if (emptySince.containsKey(queue)) {
      emptySince.remove(queue);
      emptySince.put(queue, null);
    }
  }
}
