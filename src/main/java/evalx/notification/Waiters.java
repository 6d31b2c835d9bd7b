package evalx.notification;

import evalx.submission.SubmissionId;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whoever waits on this node for a token to end; a bounded number of them. */
@Singleton
public class Waiters {
  /** How many wait at a time. */
  public static final int MOST = 20_000;

  private static final Logger LOG = System.getLogger(Waiters.class.getName());

  private final Map<SubmissionId, Set<Runnable>> byToken = new HashMap<>();
  private int count;

  /**
   * Calls back each time the token may have ended, on the thread that hears of it: the callback
   * must not block.
   *
   * @return false when too many wait already
   */
  public synchronized boolean add(SubmissionId token, Runnable callback) {
    if (count == MOST) {
      return false;
    }
    if (byToken.computeIfAbsent(token, absent -> new HashSet<>()).add(callback)) {
      count++;
    }
    return true;
  }

  /** Ends the waiting. */
  public synchronized void remove(SubmissionId token, Runnable callback) {
    var callbacks = byToken.get(token);
    if (callbacks != null && callbacks.remove(callback)) {
      count--;
      if (callbacks.isEmpty()) {
        byToken.remove(token);
      }
    }
  }

  void wake(SubmissionId token) {
    waiting(token).forEach(Waiters::call);
  }

  void wakeAll() {
    everybody().forEach(Waiters::call);
  }

  /** Who cannot be told now looks when its time is over; the others hear of it all the same. */
  private static void call(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a waiter was not told: {0}", e.toString());
    }
  }

  private synchronized List<Runnable> waiting(SubmissionId token) {
    return List.copyOf(byToken.getOrDefault(token, Set.of()));
  }

  private synchronized List<Runnable> everybody() {
    return byToken.values().stream().flatMap(Set::stream).toList();
  }
}
