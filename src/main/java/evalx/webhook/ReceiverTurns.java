package evalx.webhook;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How many attempts each receiver has in hand on this node. What is beyond that is told when to
 * come again, one after the other, so that the attempts of a slow receiver wait in their queue and
 * not at a session that another receiver's need.
 */
final class ReceiverTurns {
  /** Attempts that one receiver has in hand at a time. */
  static final int MAX_AT_ONCE = 4;

  /** A receiver whose last attempt took longer has one at a time. */
  static final Duration SLOW = Duration.ofSeconds(2);

  static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private static final long FIRST_GUESS = Duration.ofMillis(250).toNanos();

  /** Many more than can have attempts in hand at a time. */
  private static final int MAX_RECEIVERS = 1000;

  private final LongSupplier nanoTime;
  private final Map<String, Line> lines =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Line> eldest) {
          return size() > MAX_RECEIVERS;
        }
      };

  ReceiverTurns(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private static final class Line {
    int inHand;
    long lastTook = FIRST_GUESS;
    long lastPlace = Long.MIN_VALUE;

    int limit() {
      return lastTook > SLOW.toNanos() ? 1 : MAX_AT_ONCE;
    }
  }

  /**
   * Begins an attempt, unless the receiver has as many as it may; {@link #end} must follow then.
   *
   * @return empty when it has begun, else how long it is to wait
   */
  synchronized Optional<Duration> begin(String receiver) {
    var line = lines.computeIfAbsent(receiver, absent -> new Line());
    if (line.inHand < line.limit()) {
      line.inHand++;
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    long place = Math.max(line.lastPlace, now) + line.lastTook / line.limit();
    line.lastPlace = Math.min(place, now + MAX_WAIT.toNanos());
    long wait = line.lastPlace - now;
    long jitter = ThreadLocalRandom.current().nextLong(FIRST_GUESS + wait / 4);
    return Optional.of(Duration.ofNanos(wait + jitter));
  }

  /** Ends an attempt that was begun. */
  synchronized void end(String receiver, Duration took) {
    var line = lines.get(receiver);
    if (line == null) {
      return;
    }
    line.inHand = Math.max(0, line.inHand - 1);
    line.lastTook = took.toNanos();
    if (line.inHand == 0 && line.limit() == MAX_AT_ONCE) {
      lines.remove(receiver);
    }
  }
}
