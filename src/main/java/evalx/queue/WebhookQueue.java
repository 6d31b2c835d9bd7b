package evalx.queue;

import evalx.broker.BrokerAway;
import evalx.broker.Management;
import evalx.broker.Outgoing;
import evalx.broker.QueueFull;
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
import java.util.function.Predicate;

/** Where attempts of webhooks wait for their time, on the broker's disk. */
@Singleton
public class WebhookQueue {
  private static final String WEBHOOK = "evalx_webhook";
  private static final String ATTEMPT = "evalx_attempt";
  private static final String POSTPONED = "evalx_postponed";
  private static final String SINCE = "evalx_since";
  private static final byte[] NOTHING = {};

  private final Sender broker;
  private final Predicate<String> full;

  @Inject
  WebhookQueue(Sender broker, Management management) {
    this(broker, management::isFull);
  }

  /**
   * @param full whether a queue holds as many messages as it may
   */
  public WebhookQueue(Sender broker, Predicate<String> full) {
    this.broker = broker;
    this.full = full;
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
      if (isFull()) {
        throw e;
      }
      throw new BrokerAway("the broker has no room: " + e.getMessage(), e);
    } catch (SendRefused e) {
      // The queue is EvalX's own: a broker that is about to stop has none.
      throw new BrokerAway("the broker takes no webhooks: " + e.getMessage(), e);
    }
  }

  private boolean isFull() {
    try {
      return full.test(QueueNames.WEBHOOKS);
    } catch (SendRefused e) {
      return false;
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
