package evalx.events;

import evalx.limit.FairShare;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who on this node follows which submission; a bounded number of subscribers, of which those of one
 * caller are three quarters at the most.
 */
@Singleton
public class Subscribers {
  /** The maximum number of subscribers at a time. */
  public static final int MAX = 20_000;

  private static final Logger LOG = System.getLogger(Subscribers.class.getName());

  private final FairShare places = new FairShare(MAX);
  private final Map<SubmissionId, Map<Consumer<Notice>, Caller>> byId = new HashMap<>();

  /**
   * Calls a subscriber back with each notice of a submission, on the thread that hears it: the
   * subscriber must not block. Subscribe before looking at the store, so that an end in between is
   * not missed.
   *
   * @return false when there are too many already, of all or of this caller
   */
  public synchronized boolean add(SubmissionId id, Caller caller, Consumer<Notice> subscriber) {
    if (!places.take(caller, 1)) {
      return false;
    }
    if (byId.computeIfAbsent(id, absent -> new HashMap<>()).putIfAbsent(subscriber, caller)
        != null) {
      places.release(caller, 1);
    }
    return true;
  }

  /** Ends a subscription, if it is there. */
  public synchronized void remove(SubmissionId id, Consumer<Notice> subscriber) {
    var subscribers = byId.get(id);
    var caller = subscribers == null ? null : subscribers.remove(subscriber);
    if (subscribers != null && caller != null) {
      places.release(caller, 1);
      if (subscribers.isEmpty()) {
        byId.remove(id);
      }
    }
  }

  /** The submissions that somebody follows. */
  public synchronized List<SubmissionId> followed() {
    return List.copyOf(byId.keySet());
  }

  /** Whether there was somebody to tell. */
  boolean tell(SubmissionId id, Notice notice) {
    var those = subscribersOf(id);
    those.forEach(subscriber -> tell(subscriber, notice));
    return !those.isEmpty();
  }

  void tellAll(Notice notice) {
    all().forEach(subscriber -> tell(subscriber, notice));
  }

  /** A subscriber that cannot be told now looks when its own time is over. */
  private static void tell(Consumer<Notice> subscriber, Notice notice) {
    try {
      subscriber.accept(notice);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "could not notify a subscriber: {0}", e.toString());
    }
  }

  private synchronized List<Consumer<Notice>> subscribersOf(SubmissionId id) {
    return List.copyOf(byId.getOrDefault(id, Map.of()).keySet());
  }

  private synchronized List<Consumer<Notice>> all() {
    return byId.values().stream().flatMap(each -> each.keySet().stream()).toList();
  }
}
