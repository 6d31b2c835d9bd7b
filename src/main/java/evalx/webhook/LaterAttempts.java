package evalx.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * Attempts that this node has put off and that still wait for their time, by their owners and
 * receivers: neither one owner nor one receiver may have so many that the others' find no place.
 */
final class LaterAttempts {
  /** Three quarters of the places that later attempts have, of the 20,000 of the queue. */
  static final int MAX_OF_ONE = 11_250;

  private final int maxOfOne;
  private final LongSupplier nanoTime;
  private final PriorityQueue<Attempt> byTime =
      new PriorityQueue<>((one, other) -> Long.signum(one.due() - other.due()));
  private final Map<String, Integer> byOwner = new HashMap<>();
  private final Map<String, Integer> byReceiver = new HashMap<>();

  LaterAttempts(int maxOfOne, LongSupplier nanoTime) {
    this.maxOfOne = maxOfOne;
    this.nanoTime = nanoTime;
  }

  private record Attempt(long due, Route route) {}

  /** Whether one more may wait. */
  synchronized boolean hasPlace(Route route) {
    forgetPast();
    return byOwner.getOrDefault(route.owner(), 0) < maxOfOne
        && byReceiver.getOrDefault(route.receiver(), 0) < maxOfOne;
  }

  /** Counts one that waits now. */
  synchronized void add(Route route, Duration delay) {
    forgetPast();
    byTime.add(new Attempt(nanoTime.getAsLong() + delay.toNanos(), route));
    byOwner.merge(route.owner(), 1, Integer::sum);
    byReceiver.merge(route.receiver(), 1, Integer::sum);
  }

  /** How many wait, or have waited until a moment ago. */
  synchronized int size() {
    return byTime.size();
  }

  private void forgetPast() {
    var now = nanoTime.getAsLong();
    for (var next = byTime.peek(); next != null && next.due() - now <= 0; next = byTime.peek()) {
      byTime.remove();
      countOut(byOwner, next.route().owner());
      countOut(byReceiver, next.route().receiver());
    }
  }

  private static void countOut(Map<String, Integer> counts, String key) {
    counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }
}
