package evalx.broker;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
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
        context -> {
          var headers = message.headers();
          context
              .createProducer()
              .setDeliveryMode(DeliveryMode.PERSISTENT)
              .setPriority(headers.priority())
              .setTimeToLive(headers.timeToLive().toMillis())
              .setDeliveryDelay(headers.delay().toMillis())
              .send(destination(context, message), jms(context, message));
          return true;
        });
  }

  private static Destination destination(JMSContext context, Outgoing message) {
    try {
      return message.isTopic()
          ? context.createTopic(message.address())
          : context.createQueue(message.address());
    } catch (JMSRuntimeException e) {
      throw Failures.ofDestination(message.address(), e);
    }
  }

  private static Message jms(JMSContext context, Outgoing message) throws JMSException {
    var jms = message.isText() ? text(context, message) : bytes(context, message);
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

  private static Message text(JMSContext context, Outgoing message) {
    return context.createTextMessage(new String(message.body(), StandardCharsets.UTF_8));
  }

  private static Message bytes(JMSContext context, Outgoing message) throws JMSException {
    var bytes = context.createBytesMessage();
    bytes.writeBytes(message.body());
    return bytes;
  }

  /** Something done with a connection of the pool. */
  interface Use<T> {
    T with(JMSContext context) throws JMSException;
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
          try (var context = connect()) {
            return use.with(context);
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

  /** A context whose session is open, so that a refused login is told from a refused message. */
  private JMSContext connect() {
    JMSContext context = null;
    try {
      context = factory.createContext();
      context.createMessage();
      return context;
    } catch (JMSRuntimeException e) {
      if (context != null) {
        context.close();
      }
      throw Failures.ofConnecting(e);
    }
  }

  /** Why the broker cannot be used now; empty when it answers. */
  public Optional<String> problem() {
    try {
      call(
          context -> {
            context.createTemporaryQueue().delete();
            return true;
          });
      return Optional.empty();
    } catch (BrokerAway | SendRefused | QueueFull e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
