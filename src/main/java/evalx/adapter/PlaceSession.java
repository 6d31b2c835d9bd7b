package evalx.adapter;

import evalx.adapter.Inbound.Link;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.client.impl.ClientConsumerInternal;
import org.apache.activemq.artemis.core.client.impl.ClientSessionInternal;
import org.apache.activemq.artemis.spi.core.remoting.SessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The session of one place, with a consumer for each queue it has asked so far. It decides which
 * message it gets by two gates of the broker:
 *
 * <ul>
 *   <li>Credits: a consumer with one credit gets one message, whatever its size, which uses the
 *       credit up. With none it gets nothing. This is Artemis's {@code consumerWindowSize=0},
 *       except that credits are given here and not by a call of {@code receive}, so that many
 *       consumers can wait at once.
 *   <li>Started or stopped: nothing is sent while the session is stopped, and stopping it returns
 *       after everything sent before has arrived.
 * </ul>
 *
 * <p>The session is started with armed consumers only while its place takes the next message.
 * Credits that bought nothing stay for the next time.
 */
final class PlaceSession {
  private final SharedConnection connection;
  private final Link link;
  private final ClientSession session;
  private final SessionContext context;
  private final Map<WantedQueue, ClientConsumerInternal> consumers = new HashMap<>();
  private final Set<WantedQueue> armed = new HashSet<>();

  /** Queues whose consumer may have got a message in the moment when its credit was taken back. */
  private final Set<WantedQueue> uncertain = new HashSet<>();

  PlaceSession(SharedConnection connection, Link link, ClientSession session) {
    this.connection = connection;
    this.link = link;
    this.session = session;
    this.context = ((ClientSessionInternal) session).getSessionContext();
  }

  /**
   * Opens a consumer unless there is one.
   *
   * @return false when the queue cannot be consumed from
   */
  boolean open(WantedQueue queue) throws ActiveMQException {
    var known = consumers.get(queue);
    if (known != null && !known.isClosed()) {
      return true;
    }
    // The broker closes consumers of a queue that is deleted.
    forget(queue);
    var opened = connection.inbound().consumer(session, queue);
    opened.ifPresent(consumer -> consumers.put(queue, (ClientConsumerInternal) consumer));
    return opened.isPresent();
  }

  /** Closes the consumers of other queues. */
  void closeOthers(Collection<WantedQueue> queues) throws ActiveMQException {
    for (WantedQueue queue : List.copyOf(consumers.keySet())) {
      if (!queues.contains(queue)) {
        close(queue);
      }
    }
  }

  /** Lets messages come in to armed consumers. */
  void start() throws ActiveMQException {
    session.start();
  }

  /** Makes the consumer get the next message of its queue, now or when there is one. */
  void arm(WantedQueue queue) {
    if (armed.add(queue)) {
      context.sendConsumerCredits(opened(queue), 1);
    }
  }

  /** The reverse of {@link #arm}. */
  void disarm(Collection<WantedQueue> queues) {
    for (WantedQueue queue : queues) {
      if (armed.remove(queue)) {
        context.sendConsumerCredits(opened(queue), 0);
      }
    }
  }

  /**
   * Arms the consumers and waits until the broker has given each of them a message or found its
   * queue empty.
   */
  void ask(Collection<WantedQueue> queues) throws ActiveMQException, InterruptedException {
    var questions = connection.arrivals().ask(queues.size()).iterator();
    for (WantedQueue queue : queues) {
      arm(queue);
      context.forceDelivery(opened(queue), questions.next());
    }
    var timeout = Duration.ofMillis(Inbound.CALL_TIMEOUT_MILLIS);
    if (!connection.arrivals().awaitAnswers(timeout)) {
      throw new ActiveMQException(
          ActiveMQExceptionType.CONNECTION_TIMEDOUT, "the broker does not answer");
    }
  }

  /**
   * Takes the next message of a queue while no consumer is armed. This is the short way, without a
   * stop, for queues in which jobs wait.
   *
   * @return null when the queue was empty; a message may come in all the same, which {@link #stop}
   *     will tell
   */
  @Nullable ClientMessage takeNow(WantedQueue queue) throws ActiveMQException {
    session.start();
    var message = opened(queue).receiveImmediate();
    if (message == null) {
      uncertain.add(queue);
    } else {
      connection.arrivals().forget();
    }
    return message;
  }

  /**
   * Lets nothing more come in, and says which queues have sent something: a message, or the late
   * answer to a question of {@link #takeNow} that a message had answered.
   */
  Set<WantedQueue> stop() throws ActiveMQException {
    session.stop();
    connection.arrivals().forget();
    uncertain.addAll(armed);
    var arrived = new HashSet<>(uncertain);
    uncertain.clear();
    arrived.removeIf(queue -> opened(queue).getBufferSize() == 0);
    return arrived;
  }

  Set<WantedQueue> armed() {
    return Set.copyOf(armed);
  }

  /**
   * Returns messages that have arrived to the head of their queues. The broker takes back that it
   * has delivered them.
   */
  void giveBack(Collection<WantedQueue> queues) throws ActiveMQException {
    for (WantedQueue queue : queues) {
      close(queue);
    }
  }

  /**
   * Takes the message that has arrived.
   *
   * @return null if there was none, or it has expired since
   */
  @Nullable ClientMessage take(WantedQueue queue) throws ActiveMQException {
    var consumer = opened(queue);
    armed.remove(queue);
    // Only here: to the broker the session stays stopped, so the credits that receive() sends buy
    // nothing until they are taken back.
    consumer.start();
    var message = consumer.receive(1);
    consumer.resetIfSlowConsumer();
    if (message != null && message.isLargeMessage()) {
      letBodyIn(consumer);
    }
    return message;
  }

  /**
   * The body of a large message comes in pieces, each on the credits that reading the piece before
   * gave back, and the last takes the credit away. The consumer gets no other message before.
   */
  private void letBodyIn(ClientConsumerInternal consumer) throws ActiveMQException {
    disarm(armed());
    context.sendConsumerCredits(consumer, 1);
    session.start();
  }

  void commit() throws ActiveMQException {
    session.commit();
  }

  /**
   * Returns the message in hand to its queue as a failed delivery. Artemis takes late answers that
   * its consumers hold for messages and gives credits for them.
   */
  void rollback() throws ActiveMQException {
    session.stop();
    var holding =
        consumers.values().stream().filter(consumer -> consumer.getBufferSize() > 0).toList();
    session.rollback(true);
    holding.forEach(ClientConsumerInternal::resetIfSlowConsumer);
  }

  /** Ends what a message has left behind. A body that was not read whole would come in first. */
  void finish(WantedQueue queue, ClientMessage message) throws ActiveMQException {
    if (message.isLargeMessage()) {
      close(queue);
      session.stop();
    }
  }

  private void close(WantedQueue queue) throws ActiveMQException {
    var consumer = forget(queue);
    if (consumer != null) {
      consumer.close();
    }
  }

  private ClientConsumerInternal opened(WantedQueue queue) {
    return Objects.requireNonNull(consumers.get(queue), queue::name);
  }

  private @Nullable ClientConsumerInternal forget(WantedQueue queue) {
    armed.remove(queue);
    uncertain.remove(queue);
    return consumers.remove(queue);
  }

  /** The session under it, for JMS messages that belong to one. */
  ClientSession session() {
    return session;
  }

  boolean isClosed() {
    return session.isClosed();
  }

  /**
   * Closes the session; an unfinished message returns to its queue.
   *
   * @param broken whether new sessions need another connection
   */
  void close(boolean broken) throws ActiveMQException {
    connection.close(link, session, broken);
  }
}
