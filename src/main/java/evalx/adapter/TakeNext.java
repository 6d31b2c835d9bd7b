package evalx.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.jspecify.annotations.Nullable;

/**
 * Takes the next message for a free place, and only that one. Within a queue the broker hands out
 * by priority; among queues {@link Rotation} decides. Used by one place at a time.
 *
 * <p>While jobs wait, the queue in turn is asked alone. Every {@link Rotation#REMEMBERED} those
 * that were found empty are asked together with it. When all are empty, the place waits at all of
 * them at once for whatever comes first. More than one message may arrive in the moment before the
 * session is stopped: one is taken and the others are given back.
 */
final class TakeNext {
  private static final Duration CHECK_QUEUES = Duration.ofSeconds(1);

  /** What this node consumes from now. */
  interface Wanted {
    Set<WantedQueue> queues();

    /** Whether no more messages are to be taken. */
    boolean isClosed();
  }

  /** A message and the queue it was taken from. */
  record Taken(WantedQueue queue, ClientMessage message) {}

  private final Wanted wanted;
  private final Arrivals arrivals;
  private final Rotation rotation;

  TakeNext(Wanted wanted, Arrivals arrivals, Rotation rotation) {
    this.wanted = wanted;
    this.arrivals = arrivals;
    this.rotation = rotation;
  }

  /**
   * Waits for a message.
   *
   * @return null when no more are to be taken
   */
  @Nullable Taken take(PlaceSession session) throws ActiveMQException, InterruptedException {
    while (!wanted.isClosed()) {
      var queues = wanted.queues();
      session.closeOthers(queues);
      rotation.follow(queues);
      var taken = takeNow(session);
      if (taken == null) {
        taken = takeOrWait(session, queues);
      }
      if (taken != null) {
        return taken;
      }
    }
    return null;
  }

  private @Nullable Taken takeNow(PlaceSession session) throws ActiveMQException {
    var filled = rotation.mayHaveMessages();
    if (filled.isEmpty() || !session.armed().isEmpty() || !rotation.outdated().isEmpty()) {
      return null;
    }
    var queue = filled.get(0);
    var message = session.open(queue) ? session.takeNow(queue) : null;
    if (message == null) {
      rotation.foundEmpty(Set.of(queue));
      return null;
    }
    rotation.tookFrom(queue);
    return new Taken(queue, message);
  }

  private @Nullable Taken takeOrWait(PlaceSession session, Set<WantedQueue> queues)
      throws ActiveMQException, InterruptedException {
    session.disarm(rotation.mayHaveMessages());
    session.start();
    var looked = new HashSet<WantedQueue>();
    var jobsWait = ask(session, looked);
    if (!jobsWait) {
      watch(session, queues);
      looked.addAll(session.armed());
    }
    var arrived = session.stop();
    rotation.foundEmpty(without(looked, arrived));
    var taken = choose(session, arrived);
    if (jobsWait) {
      session.disarm(session.armed());
    }
    return taken;
  }

  /**
   * Asks until a message has arrived.
   *
   * @param looked gets the queues that were asked
   * @return whether one has arrived
   */
  private boolean ask(PlaceSession session, Set<WantedQueue> looked)
      throws ActiveMQException, InterruptedException {
    var outdated = rotation.outdated();
    for (WantedQueue queue : rotation.mayHaveMessages()) {
      var asked = new ArrayList<WantedQueue>();
      asked.add(queue);
      asked.addAll(outdated);
      outdated = Set.of();
      looked.addAll(asked);
      session.ask(opened(session, asked));
      if (arrivals.hasMessage()) {
        return true;
      }
    }
    return false;
  }

  private static List<WantedQueue> opened(PlaceSession session, Collection<WantedQueue> queues)
      throws ActiveMQException {
    var opened = new ArrayList<WantedQueue>();
    for (WantedQueue queue : queues) {
      if (session.open(queue)) {
        opened.add(queue);
      }
    }
    return opened;
  }

  /** Waits at all queues; returns when a message has arrived or other queues are wanted. */
  private void watch(PlaceSession session, Set<WantedQueue> queues)
      throws ActiveMQException, InterruptedException {
    while (isCurrent(queues)) {
      for (WantedQueue queue : rotation.inOrder()) {
        if (!isCurrent(queues)) {
          return;
        }
        if (session.open(queue)) {
          session.arm(queue);
        }
      }
      arrivals.await(CHECK_QUEUES);
      if (session.isClosed()) {
        throw new ActiveMQException("the connection is lost");
      }
    }
  }

  private boolean isCurrent(Set<WantedQueue> queues) {
    return !arrivals.hasMessage() && !wanted.isClosed() && wanted.queues().equals(queues);
  }

  private @Nullable Taken choose(PlaceSession session, Set<WantedQueue> arrived)
      throws ActiveMQException {
    var queues = wanted.isClosed() ? Set.<WantedQueue>of() : wanted.queues();
    var rest = new HashSet<>(arrived);
    Taken taken = null;
    for (WantedQueue queue : rotation.inOrder()) {
      if (taken == null && rest.contains(queue) && queues.contains(queue)) {
        rest.remove(queue);
        var message = session.take(queue);
        taken = message == null ? null : new Taken(queue, message);
      }
    }
    if (taken != null) {
      rotation.tookFrom(taken.queue());
    }
    rest.forEach(rotation::foundMessage);
    session.giveBack(rest);
    return taken;
  }

  private static Set<WantedQueue> without(Set<WantedQueue> queues, Set<WantedQueue> others) {
    var rest = new HashSet<>(queues);
    rest.removeAll(others);
    return rest;
  }
}
