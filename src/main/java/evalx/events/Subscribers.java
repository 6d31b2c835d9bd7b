package evalx.events;

import evalx.submission.SubmissionId;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Who on this node follows which submission; a bounded number of subscribers. */
@Singleton
public class Subscribers {
  /** The maximum number of subscribers at a time. */
  public static final int MAX = 20_000;

  private static final Logger LOG = System.getLogger(Subscribers.class.getName());

  private final Map<SubmissionId, Set<Consumer<Notice>>> byId = new HashMap<>();
  private int count;

  /**
   * Calls a subscriber back with each notice of a submission, on the thread that hears it: the
   * subscriber must not block. Subscribe before looking at the store, so that an end in between is
   * not missed.
   *
   * @return false when there are too many already
   */
  public synchronized boolean add(SubmissionId id, Consumer<Notice> subscriber) {
    if (count == MAX) {
      return false;
    }
    if (byId.computeIfAbsent(id, absent -> new HashSet<>()).add(subscriber)) {
      count++;
    }
    return true;
  }

  /** Ends a subscription, if it is there. */
  public synchronized void remove(SubmissionId id, Consumer<Notice> subscriber) {
    var subscribers = byId.get(id);
    if (subscribers != null && subscribers.remove(subscriber)) {
      count--;
      if (subscribers.isEmpty()) {
        byId.remove(id);
      }
    }
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
    return List.copyOf(byId.getOrDefault(id, Set.of()));
  }

  private synchronized List<Consumer<Notice>> all() {
    return byId.values().stream().flatMap(Set::stream).toList();
  }
}
