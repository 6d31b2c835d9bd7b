package evalx.adapter;

import evalx.adapter.TakeNext.Taken;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.jspecify.annotations.Nullable;

/**
 * One message-driven bean and its places. One free place at a time has the turn to take the next
 * message; when it has one, the place that became free last gets the turn, because its session is
 * the most likely to have all consumers. Places are started as they are needed, one ahead.
 */
final class Listener implements TakeNext.Wanted {
  private static final Duration CLOSE = Duration.ofMillis(1_500);
  private static final Duration FINISH = Duration.ofMillis(2_500);
  private static final Duration INTERRUPTED = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger(Listener.class.getName());

  private final MessageEndpointFactory endpoints;
  private final JobActivationSpec spec;
  private final int maxPlaces;
  private final Incoming incoming;
  private final SharedConnection connection;
  private final TakeNext takeNext;
  private final List<Place> places = new ArrayList<>();
  private final Deque<Place> free = new ArrayDeque<>();
  private @Nullable Place inTurn;
  private volatile Set<WantedQueue> queues = Set.of();
  private volatile boolean closed;

  /**
   * @param maxPlaces messages with the bean at a time
   */
  Listener(
      MessageEndpointFactory endpoints,
      JobActivationSpec spec,
      Inbound inbound,
      Incoming incoming,
      int maxPlaces) {
    this.endpoints = endpoints;
    this.spec = spec;
    this.incoming = incoming;
    this.maxPlaces = maxPlaces;
    this.connection = new SharedConnection(inbound, new Arrivals());
    this.takeNext = new TakeNext(this, connection.arrivals(), new Rotation(System::nanoTime));
  }

  String destination() {
    return spec.getDestination();
  }

  /** Consumes from its own queues, and from those of {@code named} that its destination accepts. */
  synchronized void consume(Collection<WantedQueue> named) {
    var wanted = new HashSet<WantedQueue>();
    spec.queues().forEach(name -> wanted.add(WantedQueue.of(name)));
    named.stream().filter(queue -> spec.accepts(queue.name())).forEach(wanted::add);
    queues = Set.copyOf(wanted);
    if (!wanted.isEmpty() && places.isEmpty() && !closed) {
      startPlace();
    }
    connection.arrivals().wake();
  }

  @Override
  public Set<WantedQueue> queues() {
    return queues;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /** Null when there are enough, or the system has no thread left. */
  private @Nullable Place startPlace() {
    if (places.size() == maxPlaces || closed) {
      return null;
    }
    var place = new Place(this, "evalx-place-" + spec.getDestination() + "-" + (places.size() + 1));
    try {
      place.start();
      places.add(place);
      return place;
    } catch (OutOfMemoryError e) {
      LOG.log(
          Level.ERROR,
          "Cannot start a thread for another place; continuing with {0}: {1}",
          places.size(),
          e);
      return null;
    }
  }

  /**
   * Waits until it is the place's turn to take the next message.
   *
   * @return false when the listener is closed
   */
  boolean awaitTurn(Place place) throws InterruptedException {
    if (!hasTurn(place)) {
      place.awaitTurn();
    }
    return !closed;
  }

  private synchronized boolean hasTurn(Place place) {
    if (inTurn == null) {
      inTurn = place;
    }
    if (inTurn != place) {
      free.push(place);
    }
    return inTurn == place || closed;
  }

  /** Whether a place waits for a message now. */
  synchronized boolean isTurnTaken(Place place) {
    return inTurn != null && inTurn != place;
  }

  /** Gives the turn to another place, if one is free or can be started. */
  synchronized void passTurn() {
    inTurn = free.poll();
    if (inTurn == null) {
      inTurn = startPlace();
    } else {
      inTurn.giveTurn();
    }
    if (free.isEmpty()) {
      startPlace();
    }
  }

  @Nullable Taken take(PlaceSession session) throws ActiveMQException, InterruptedException {
    return takeNext.take(session);
  }

  MessageEndpoint createEndpoint() throws ResourceException {
    return endpoints.createEndpoint(null);
  }

  PlaceSession openSession() throws Exception {
    return connection.open();
  }

  Incoming incoming() {
    return incoming;
  }

  /** Waits before another attempt to connect; not when the listener is closed. */
  synchronized void pause(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); !closed && left > 0; left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Whether the application says which queues it consumes from. */
  boolean isForJobs() {
    return spec.hasWildcard();
  }

  synchronized int busyPlaces() {
    return (int) places.stream().filter(Place::isBusy).count();
  }

  /**
   * Ends all places: lets messages in work finish, then interrupts them, and they go back to their
   * queue. Returns within 5 s whatever the broker does; a thread that hangs in it is left behind.
   */
  void close() {
    List<Place> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(places);
      notifyAll();
    }
    all.forEach(Place::giveTurn);
    connection.arrivals().wake();
    var busy = all.stream().filter(Place::isBusy).toList();
    await(all.stream().filter(place -> !busy.contains(place)).toList(), CLOSE);
    await(busy, FINISH);
    all.forEach(Place::interrupt);
    await(all, INTERRUPTED);
  }

  private static void await(List<Place> places, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Place place : places) {
      place.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
  }
}
