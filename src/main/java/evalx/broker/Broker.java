package evalx.broker;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks to the broker, never longer than 8 s at a time: a broker that hangs blocks only threads of
 * this class's executor, whose number is bounded, and no caller.
 */
public class Broker implements Sender {
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);
  private static final Duration MAX_CALL = Duration.ofSeconds(6);

  private final ConnectionFactory factory;
  private final Executor executor;
  private final Semaphore turns;

  /**
   * @param maxCalls at a time; the executor must offer as many threads
   */
  Broker(ConnectionFactory factory, Executor executor, int maxCalls) {
    this.factory = factory;
    this.executor = executor;
    this.turns = new Semaphore(maxCalls);
  }

  @Override
  public void send(Outgoing message, Duration within) {
    call(
        within,
        pooled -> {
          var session = pooled.session();
          var headers = message.headers();
          try (var producer = session.createProducer(null)) {
            producer.setDeliveryDelay(headers.delay().toMillis());
            producer.send(
                destination(session, message),
                jms(session, message),
                DeliveryMode.PERSISTENT,
                headers.priority(),
                headers.timeToLive().toMillis());
          }
          return true;
        });
  }

  private static Destination destination(Session session, Outgoing message) throws JMSException {
    try {
      return message.isTopic()
          ? session.createTopic(message.address())
          : session.createQueue(message.address());
    } catch (JMSException e) {
      throw Failures.ofDestination(message.address(), e);
    }
  }

  private static Message jms(Session session, Outgoing message) throws JMSException {
    var jms = message.isText() ? text(session, message) : bytes(session, message);
    var headers = message.headers();
    jms.setJMSCorrelationID(headers.correlationId());
    if (headers.duplicateId() != null) {
      jms.setStringProperty("_AMQ_DUPL_ID", headers.duplicateId());
    }
    for (var property : headers.properties().entrySet()) {
      jms.setObjectProperty(property.getKey(), property.getValue());
    }
    return jms;
  }

  private static Message text(Session session, Outgoing message) throws JMSException {
    return session.createTextMessage(new String(message.body(), StandardCharsets.UTF_8));
  }

  private static Message bytes(Session session, Outgoing message) throws JMSException {
    var bytes = session.createBytesMessage();
    bytes.writeBytes(message.body());
    return bytes;
  }

  /** Something done with a session of the pool. */
  interface Use<T> {
    T with(PooledSession session) throws JMSException;
  }

  /** Does something within 8 s, or says why not as {@link #send} does. */
  <T> T call(Use<T> use) {
    return call(MAX_TIME, use);
  }

  private <T> T call(Duration within, Use<T> use) {
    var end = System.nanoTime() + within.toNanos();
    try {
      if (!turns.tryAcquire(Math.min(MAX_WAIT.toNanos(), within.toNanos()), TimeUnit.NANOSECONDS)) {
        throw new BrokerAway("all connections to the broker are busy");
      }
      var left = Math.min(MAX_CALL.toNanos(), end - System.nanoTime());
      return start(use).get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new BrokerAway("the broker does not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerAway("interrupted while waiting for the broker", e);
    } catch (ExecutionException e) {
      throw Failures.of(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  private <T> Future<T> start(Use<T> use) {
    Callable<T> work =
        () -> {
          try (var session = connect()) {
            return use.with(session);
          } finally {
            turns.release();
          }
        };
    var task = new FutureTask<>(work);
    try {
      executor.execute(task);
      return task;
    } catch (RejectedExecutionException e) {
      turns.release();
      throw new BrokerAway("no thread is left to ask the broker", e);
    }
  }

  /** A refused login is told from a refused message. */
  private PooledSession connect() {
    try {
      return PooledSession.open(factory);
    } catch (JMSException e) {
      throw Failures.ofConnecting(e);
    }
  }

  /** Why the broker cannot be used now; empty when it answers. */
  public Optional<String> problem() {
    try {
      call(
          pooled -> {
            pooled.session().createTemporaryQueue();
            return true;
          });
      return Optional.empty();
    } catch (BrokerAway | SendRefused | QueueFull e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
