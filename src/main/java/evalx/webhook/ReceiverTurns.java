package evalx.webhook;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How many attempts each receiver, and all receivers of each owner, have in hand on this node. What
 * is beyond that is told when to come again, one after the other, so that the attempts of a slow
 * receiver wait in their queue and not at a session that another receiver's need.
 */
final class ReceiverTurns {
  /** Attempts that one receiver has in hand at a time. */
  static final int MAX_AT_ONCE = 4;

  /**
   * Attempts that one owner has in hand at a time, under however many names and ports its receivers
   * are reached: three quarters of the sessions of {@link evalx.queue.WebhookListener}.
   */
  static final int MAX_OF_OWNER = 24;

  /** A receiver whose last attempt took longer has one at a time. */
  static final Duration SLOW = Duration.ofSeconds(2);

  static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private static final long FIRST_GUESS = Duration.ofMillis(250).toNanos();

  /** Of receivers and owners: many more than can have attempts in hand at a time. */
  private static final int MAX_LINES = 2000;

  private final LongSupplier nanoTime;
  private final Map<String, Line> lines =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Line> eldest) {
          return size() > MAX_LINES;
        }
      };

  ReceiverTurns(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private static final class Line {
    final int max;
    final int maxWhenSlow;
    int inHand;
    long lastTook = FIRST_GUESS;
    long lastPlace = Long.MIN_VALUE;

    Line(int max, int maxWhenSlow) {
      this.max = max;
      this.maxWhenSlow = maxWhenSlow;
    }

    boolean isSlow() {
      return lastTook > SLOW.toNanos();
    }

    int limit() {
      return isSlow() ? maxWhenSlow : max;
    }

    boolean hasPlace() {
      return inHand < limit();
    }

    /** Takes the next place behind all others that wait. */
    Duration queueUp(long now) {
      long place = Math.max(lastPlace, now) + lastTook / limit();
      lastPlace = Math.min(place, now + MAX_WAIT.toNanos());
      long wait = lastPlace - now;
      long jitter = ThreadLocalRandom.current().nextLong(FIRST_GUESS + wait / 4);
      return Duration.ofNanos(wait + jitter);
    }
  }

  /**
   * Begins an attempt, unless its owner or its receiver has as many as it may; {@link #end} must
   * follow then.
   *
   * @return empty when it has begun, else how long it is to wait
   */
  synchronized Optional<Duration> begin(Route route) {
    var owner = lines.computeIfAbsent(ofOwner(route), o -> new Line(MAX_OF_OWNER, MAX_OF_OWNER));
    if (!owner.hasPlace()) {
      return Optional.of(owner.queueUp(nanoTime.getAsLong()));
    }
    var receiver = lines.computeIfAbsent(ofReceiver(route), r -> new Line(MAX_AT_ONCE, 1));
    if (!receiver.hasPlace()) {
      return Optional.of(receiver.queueUp(nanoTime.getAsLong()));
    }
    owner.inHand++;
    receiver.inHand++;
    return Optional.empty();
  }

  private static String ofOwner(Route route) {
    return "by " + route.owner();
  }

  private static String ofReceiver(Route route) {
    return "to " + route.receiver();
  }

  /** Takes note of how long a receiver took for what it was sent. */
  synchronized void took(Route route, Duration time) {
    for (var key : List.of(ofOwner(route), ofReceiver(route))) {
      var line = lines.get(key);
      if (line != null) {
        line.lastTook = time.toNanos();
      }
    }
  }

  /** Ends an attempt that was begun, whether its receiver was sent anything or not. */
  synchronized void end(Route route) {
    end(ofOwner(route));
    end(ofReceiver(route));
  }

  private void end(String key) {
    var line = lines.get(key);
    if (line == null) {
      return;
    }
    line.inHand = Math.max(0, line.inHand - 1);
    if (line.inHand == 0 && !line.isSlow()) {
      lines.remove(key);
    }
  }
}
