package evalx.adapter;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQBytesMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.activemq.artemis.utils.UUID;

/**
 * A thread that takes one message at a time from a queue, calls the listener with it, and commits
 * when the listener returns, or rolls back for redelivery when it throws. It outlives every outage
 * of the broker.
 */
final class QueueWorker {
  private static final Logger LOG = System.getLogger(QueueWorker.class.getName());
  private static final long POLL_MILLIS = 1_000;
  private static final long RECONNECT_MILLIS = 1_000;

  /** A longer text is shown to the listener as bytes, which it can measure without reading them. */
  private static final long LONGEST_TEXT = 64L << 20;

  private final String queue;
  private final MessageEndpointFactory endpoints;
  private final Inbound inbound;
  private Thread thread;
  private boolean listening;
  private boolean ended;
  private volatile boolean busy;

  QueueWorker(String queue, MessageEndpointFactory endpoints, Inbound inbound) {
    this.queue = queue;
    this.endpoints = endpoints;
    this.inbound = inbound;
  }

  void start(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes messages from now on, or stops after the one in hand. */
  synchronized void listen(boolean wanted) {
    listening = wanted;
    notifyAll();
  }

  /** Ends the thread after the message in hand. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for the thread's end. */
  void join(Duration most) {
    try {
      thread.join(Math.max(1, most.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a message is with the listener. */
  boolean isBusy() {
    return busy;
  }

  private void run() {
    try {
      while (awaitListening()) {
        listen();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "{0} ended by interruption", thread.getName());
    }
  }

  private synchronized boolean awaitListening() throws InterruptedException {
    while (!listening && !ended) {
      wait();
    }
    return !ended;
  }

  private synchronized boolean isListening() {
    return listening && !ended;
  }

  private void listen() throws InterruptedException {
    MessageEndpoint endpoint = null;
    try (var connection = inbound.open()) {
      endpoint = endpoints.createEndpoint(null);
      try (var consumer = inbound.consumer(connection.session(), queue)) {
        takeMessages(connection.session(), consumer, (MessageListener) endpoint);
      }
    } catch (UnavailableException e) {
      LOG.log(Level.DEBUG, "The application is not up yet", e);
      pause();
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "The connection is lost", e);
      pause();
    } catch (Error e) {
      // Such as no memory left: nobody would start another worker in the place of this one.
      LOG.log(Level.ERROR, queue + " is not heard for a moment", e);
      pause();
    } finally {
      if (endpoint != null) {
        endpoint.release();
      }
    }
  }

  private void takeMessages(ClientSession session, ClientConsumer consumer, MessageListener bean)
      throws ActiveMQException {
    while (isListening()) {
      var message = consumer.receive(POLL_MILLIS);
      if (message != null) {
        handle(session, message, bean);
      }
    }
  }

  private void handle(ClientSession session, ClientMessage message, MessageListener bean)
      throws ActiveMQException {
    busy = true;
    try {
      message.individualAcknowledge();
      bean.onMessage(jms(session, message));
      session.commit();
    } catch (RuntimeException | Error e) {
      // The container has logged where it comes from.
      LOG.log(
          Level.WARNING, "A message of {0} will be delivered again: {1}", queue, e.getMessage());
      session.rollback(true);
    } catch (ActiveMQException e) {
      LOG.log(Level.WARNING, "A message of " + queue + " is not acknowledged and comes again", e);
      throw e;
    } finally {
      busy = false;
    }
  }

  private Message jms(ClientSession session, ClientMessage message) throws ActiveMQException {
    if (message.getUserID() == null) {
      message.setUserID(nameOf(message));
    }
    var jms =
        message.getBodySize() > LONGEST_TEXT
            ? new Unread(message, session)
            : ActiveMQMessage.createMessage(message, session);
    jms.doBeforeReceive();
    return jms;
  }

  /** For a message that its sender gave no id: the same at each delivery. */
  private UUID nameOf(ClientMessage message) {
    var text = queue + ":" + message.getMessageID() + ":" + message.getTimestamp();
    var name = java.util.UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    var bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(name.getMostSignificantBits()).putLong(name.getLeastSignificantBits());
    return new UUID(UUID.TYPE_NAME_BASED, bytes.array());
  }

  private synchronized void pause() throws InterruptedException {
    if (!ended) {
      wait(RECONNECT_MILLIS);
    }
  }

  /** A message of any kind seen as bytes. */
  private static final class Unread extends ActiveMQBytesMessage {
    Unread(ClientMessage message, ClientSession session) {
      super(message, session);
    }
  }
}
