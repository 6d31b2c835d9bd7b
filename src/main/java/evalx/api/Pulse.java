package evalx.api;

import static evalx.push.Connection.HEARTBEAT;

/**
 * Whether the client of a WebSocket is there, as only its answers tell: one that is sent events all
 * the time need not say anything unasked. Times are as of {@link System#nanoTime}.
 */
final class Pulse {
  private volatile long heard;
  private volatile long asked;

  Pulse(long now) {
    heard = now;
    asked = now;
  }

  /** Something came from the client. */
  void heard(long now) {
    heard = now;
  }

  /** Whether it is to be asked now, which counts as done. */
  boolean asks(long now) {
    var due = isPast(heard, now, 1) && isPast(asked, now, 1);
    if (due) {
      asked = now;
    }
    return due;
  }

  /** Whether it has left questions without an answer. */
  boolean isGone(long now) {
    return isPast(heard, now, 3);
  }

  private static boolean isPast(long time, long now, int heartbeats) {
    return now - time > heartbeats * HEARTBEAT.toNanos();
  }
}
