package evalx.limit;

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
public final class FairShare {
  /** For others. */
  private static final int RESERVE = 4;

  /** Threads that wait for one caller: enough for a page that asks for a few at a time. */
  static final int MAX_WAITING = 16;

  private final long max;
  private final Map<String, Long> heldBy = new HashMap<>();
  private final Map<String, Integer> waitingFor = new HashMap<>();
  private long held;

  public FairShare(long max) {
    this.max = max;
  }

  /** Whether some more may be held for a caller, who must {@link #release} them later. */
  public synchronized boolean take(Caller caller, long units) {
    var key = caller.limitKey();
    var own = heldBy.getOrDefault(key, 0L);
    if (units > max - held || (own > 0 && own + units > max - max / RESERVE)) {
      return false;
    }
    change(key, units);
    return true;
  }

  /**
   * The same, which waits a while for some to be released. Only a few threads wait for one caller:
   * one that holds its share already could make as many wait as it sends requests.
   *
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public synchronized boolean take(Caller caller, long units, Duration patience)
      throws InterruptedException {
    if (take(caller, units)) {
      return true;
    }
    var key = caller.limitKey();
    if (waitingFor.getOrDefault(key, 0) >= MAX_WAITING) {
      return false;
    }
    waitingFor.merge(key, 1, Integer::sum);
    try {
      return await(caller, units, patience);
    } finally {
      waitingFor.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }
  }

  private synchronized boolean await(Caller caller, long units, Duration patience)
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

  /** The threads that wait for a caller. */
  synchronized int waiting(Caller caller) {
    return waitingFor.getOrDefault(caller.limitKey(), 0);
  }

  public synchronized void release(Caller caller, long units) {
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
