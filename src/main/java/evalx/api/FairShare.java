package evalx.api;

import evalx.submission.Caller;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A bound of what is held for all callers together, of which one caller may hold three quarters:
 * whatever it does, there is room for others. The first that a caller takes may be larger than
 * that.
 */
final class FairShare {
  /** For others. */
  private static final int RESERVE = 4;

  private final long max;
  private final Map<String, Long> heldBy = new HashMap<>();
  private long held;

  FairShare(long max) {
    this.max = max;
  }

  /** Whether some more may be held for a caller, who must {@link #release} them later. */
  synchronized boolean take(Caller caller, long units) {
    var key = caller.limitKey();
    var own = heldBy.getOrDefault(key, 0L);
    if (units > max - held || (own > 0 && own + units > max - max / RESERVE)) {
      return false;
    }
    change(key, units);
    return true;
  }

  /**
   * The same, which waits a while for others to release theirs.
   *
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  synchronized boolean take(Caller caller, long units, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!take(caller, units)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  synchronized void release(Caller caller, long units) {
    change(caller.limitKey(), -units);
    notifyAll();
  }

  /** Nothing is kept of callers who hold nothing. */
  private void change(String key, long units) {
    held += units;
    var own = heldBy.getOrDefault(key, 0L) + units;
    if (own == 0) {
      heldBy.remove(key);
    } else {
      heldBy.put(key, own);
    }
  }
}
