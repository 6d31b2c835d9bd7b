package evalx.adapter;

import evalx.adapter.TakeNext.Taken;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.jspecify.annotations.Nullable;

/**
 * The right to run one message at a time: a thread with a session and a bean. It takes a message
 * when it is its turn, lets another place have the turn, calls the bean, and commits when the bean
 * returns, or rolls back for redelivery when it throws. It outlives every outage of the broker.
 */
final class Place {
  private static final Logger LOG = System.getLogger(Place.class.getName());
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  private final Listener listener;
  private final Thread thread;
  private final Semaphore turns = new Semaphore(0);
  private @Nullable PlaceSession session;
  private @Nullable MessageEndpoint endpoint;
  private volatile boolean busy;

  Place(Listener listener, String name) {
    this.listener = listener;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for the thread's end. */
  void join(Duration timeout) {
    try {
      thread.join(Math.max(1, timeout.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a message is with the bean. */
  boolean isBusy() {
    return busy;
  }

  /** Waits for {@link #giveTurn}. */
  void awaitTurn() throws InterruptedException {
    turns.acquire();
  }

  void giveTurn() {
    turns.release();
  }

  private void run() {
    try {
      if (listener.isTurnTaken(this)) {
        prepare();
      }
      while (listener.awaitTurn(this)) {
        takeAndHandle();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "{0} ended by interruption", thread.getName());
    } finally {
      close(false);
    }
  }

  /** What its first turn needs, so that no message waits for it. */
  private void prepare() {
    try {
      var open = connect();
      for (WantedQueue queue : listener.queues()) {
        open.open(queue);
      }
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "Could not connect ahead of its turn", e);
      close(true);
    }
  }

  /** The open session; a bean is there too then. */
  private PlaceSession connect() throws Exception {
    if (session != null && session.isClosed()) {
      close(true);
    }
    bean();
    var open = session;
    if (open == null) {
      open = listener.openSession();
      session = open;
    }
    return open;
  }

  private MessageEndpoint bean() throws ResourceException {
    var made = endpoint;
    if (made == null) {
      made = listener.createEndpoint();
      endpoint = made;
    }
    return made;
  }

  private void takeAndHandle() throws InterruptedException {
    try {
      var open = connect();
      var taken = listener.take(open);
      if (taken != null) {
        busy = true;
        listener.passTurn();
        handle(taken, open, bean());
      }
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "The application is not up yet", e);
      recover();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "The connection is lost", e);
      recover();
    } catch (Error e) {
      // Such as an exhausted heap. Nothing would start another thread in place of this one.
      LOG.log(Level.ERROR, thread.getName() + " failed; trying again in 1 s", e);
      recover();
    } finally {
      busy = false;
    }
  }

  private void recover() throws InterruptedException {
    close(true);
    listener.pause(RECONNECT);
  }

  private void handle(Taken taken, PlaceSession open, MessageEndpoint bean)
      throws ActiveMQException {
    var queue = taken.queue().name();
    try {
      taken.message().individualAcknowledge();
      var message = listener.incoming().jms(taken.queue(), taken.message(), open.session());
      ((MessageListener) bean).onMessage(message);
      open.commit();
    } catch (RuntimeException | Error e) {
      // The container has logged where it comes from.
      LOG.log(
          Level.WARNING, "A message of {0} will be delivered again: {1}", queue, e.getMessage());
      open.rollback();
    } catch (ActiveMQException e) {
      LOG.log(
          Level.WARNING,
          "A message of {0} could not be acknowledged and will be delivered again: {1}",
          queue,
          e.getMessage());
      throw e;
    }
    open.finish(taken.queue(), taken.message());
  }

  private void close(boolean broken) {
    try {
      if (session != null) {
        session.close(broken);
      }
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "The session was not closed cleanly", e);
    } finally {
      session = null;
      if (endpoint != null) {
        endpoint.release();
        endpoint = null;
      }
    }
  }
}
