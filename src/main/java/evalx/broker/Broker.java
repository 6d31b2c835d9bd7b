package evalx.broker;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
 * Talks to the broker, never longer than 8 s at a time: a broker that hangs holds the threads of
 * this class, whose number is bounded, and nobody else's.
 */
public class Broker implements Sender {
  private static final Duration TURN = Duration.ofSeconds(2);
  private static final Duration CALL = Duration.ofSeconds(6);

  private final ConnectionFactory factory;
  private final Executor executor;
  private final Semaphore turns;

  /**
   * @param most calls at a time; the executor must offer as many threads
   */
  Broker(ConnectionFactory factory, Executor executor, int most) {
    this.factory = factory;
    this.executor = executor;
    this.turns = new Semaphore(most);
  }

  @Override
  public void send(Outgoing message, Duration within) {
    call(
        within,
        context -> {
          var destination =
              message.isTopic()
                  ? context.createTopic(message.address())
                  : context.createQueue(message.address());
          context
              .createProducer()
              .setDeliveryMode(DeliveryMode.PERSISTENT)
              .setPriority(message.priority())
              .setTimeToLive(message.timeToLive().toMillis())
              .setDeliveryDelay(message.delay().toMillis())
              .send(destination, jms(context, message));
          return null;
        });
  }

  private static Message jms(JMSContext context, Outgoing message) throws JMSException {
    var jms = message.isText() ? text(context, message) : bytes(context, message);
    jms.setJMSCorrelationID(message.correlationId());
    if (message.duplicateId() != null) {
      jms.setStringProperty("_AMQ_DUPL_ID", message.duplicateId());
    }
    for (var property : message.properties().entrySet()) {
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
      if (!turns.tryAcquire(Math.min(TURN.toNanos(), within.toNanos()), TimeUnit.NANOSECONDS)) {
        throw new BrokerAway("the broker keeps all connections waiting");
      }
      var left = Math.min(CALL.toNanos(), end - System.nanoTime());
      return start(use).get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new BrokerAway("the broker does not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerAway("interrupted while waiting for the broker", e);
    } catch (ExecutionException e) {
      throw Failures.of(e.getCause());
    }
  }

  private <T> Future<T> start(Use<T> use) {
    Callable<T> work =
        () -> {
          try (var context = factory.createContext()) {
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

  /** Whether the broker answers. */
  public boolean answers() {
    try {
      call(
          context -> {
            context.createTemporaryQueue().delete();
            return null;
          });
      return true;
    } catch (BrokerAway | SendRefused | JMSRuntimeException e) {
      return false;
    }
  }
}
