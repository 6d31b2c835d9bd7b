package evalx.queue;

import evalx.broker.BrokerAway;
import evalx.broker.Management;
import evalx.broker.Outgoing;
import evalx.broker.QueueFull;
import evalx.broker.QueueRoom;
import evalx.broker.SendRefused;
import evalx.broker.Sender;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Where attempts of webhooks wait for their time, on the broker's disk. */
@Singleton
public class WebhookQueue {
  private static final String WEBHOOK = "evalx_webhook";
  private static final String ATTEMPT = "evalx_attempt";
  private static final String POSTPONED = "evalx_postponed";
  private static final String SINCE = "evalx_since";
  private static final byte[] NOTHING = {};

  /** How long it is believed how full the queue was. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Sender broker;
  private final Function<String, QueueRoom> room;
  private final AtomicLong placesForLater = new AtomicLong();
  private volatile long nextLook = System.nanoTime();

  @Inject
  WebhookQueue(Sender broker, Management management) {
    this(broker, management::room);
  }

  /**
   * @param room how full a queue is
   */
  public WebhookQueue(Sender broker, Function<String, QueueRoom> room) {
    this.broker = broker;
    this.room = room;
  }

  /**
   * Sends a message that takes the place of an attempt that failed. A quarter of the queue stays
   * free of these, so that first attempts find a place whatever waits for receivers that are down.
   *
   * @throws QueueFull when as many wait as may
   * @throws BrokerAway as {@link #send} does
   */
  public void sendLater(WebhookMessage message, Duration delay) {
    if (!takePlaceForLater()) {
      throw new QueueFull("three quarters of the queue are taken", null);
    }
    send(message, delay);
  }

  private boolean takePlaceForLater() {
    look();
    return placesForLater.getAndDecrement() > 0;
  }

  /** Whether less than three quarters of the queue are taken. */
  public boolean hasPlaceForLater() {
    look();
    return placesForLater.get() > 0;
  }

  private void look() {
    if (System.nanoTime() - nextLook >= 0) {
      placesForLater.set(room().untilThreeQuarters());
      nextLook = System.nanoTime() + LOOK_NANOS;
    }
  }

  /**
   * Sends a message that is delivered after a delay. One that was sent before is not sent again.
   *
   * @throws QueueFull when as many wait as may
   * @throws BrokerAway when the broker does not answer, has no room on its disk or in its memory,
   *     or has no such queue
   */
  public void send(WebhookMessage message, Duration delay) {
    var attempt = message.attempt();
    var postponed = message.postponed();
    var outgoing =
        Outgoing.toQueue(QueueNames.WEBHOOKS, NOTHING)
            .within(delay, Duration.ZERO)
            .once(message.webhook() + ":" + attempt + ":" + postponed)
            .with(MessageProperties.TOKEN, message.id().toString())
            .with(WEBHOOK, message.webhook())
            .with(ATTEMPT, attempt)
            .with(POSTPONED, postponed)
            .with(SINCE, message.since().toEpochMilli());
    try {
      broker.send(Copies.within(message.origin().trace(), outgoing));
    } catch (QueueFull e) {
      // A full disk refuses a message in the same way as a full queue does, and passes.
      if (room().isFull()) {
        throw e;
      }
      throw new BrokerAway("the broker has no room: " + e.getMessage(), e);
    } catch (SendRefused e) {
      // The queue is EvalX's own: a broker that is about to stop has none.
      throw new BrokerAway("the broker takes no webhooks: " + e.getMessage(), e);
    }
  }

  /** A broker that cannot tell has room: when it has none, it is about to stop. */
  private QueueRoom room() {
    try {
      return room.apply(QueueNames.WEBHOOKS);
    } catch (SendRefused e) {
      return new QueueRoom(0, Long.MAX_VALUE);
    }
  }

  /** Reads what {@link #send} wrote; empty for anything else. */
  static Optional<WebhookMessage> decode(Message message) {
    var id = Properties.uuid(message, MessageProperties.TOKEN);
    var webhook = Properties.text(message, WEBHOOK);
    var attempt = Properties.number(message, ATTEMPT);
    var postponed = Properties.number(message, POSTPONED);
    return id.isEmpty() || webhook.isEmpty() || attempt.isEmpty() || postponed.isEmpty()
        ? Optional.empty()
        : since(message)
            .map(
                since ->
                    new WebhookMessage(
                        id.get(),
                        webhook.get(),
                        attempt.get(),
                        postponed.get(),
                        new WebhookMessage.Origin(since, Properties.trace(message))));
  }

  private static Optional<Instant> since(Message message) {
    try {
      return message.propertyExists(SINCE)
          ? Optional.of(Instant.ofEpochMilli(message.getLongProperty(SINCE)))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    } catch (JMSException e) {
      throw new JMSRuntimeException("a message that cannot be read", e.getErrorCode(), e);
    }
  }
}
