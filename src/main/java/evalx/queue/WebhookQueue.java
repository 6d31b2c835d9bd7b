package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where attempts of webhooks wait for their time, on the broker's disk. */
@Singleton
public class WebhookQueue {
  private static final String WEBHOOK = "evalx_webhook";
  private static final String ATTEMPT = "evalx_attempt";
  private static final String POSTPONED = "evalx_postponed";
  private static final String SINCE = "evalx_since";
  private static final byte[] NOTHING = {};

  private final Sender broker;

  @Inject
  public WebhookQueue(Sender broker) {
    this.broker = broker;
  }

  /**
   * Sends a message that is delivered after a delay. One that was sent before is not sent again.
   *
   * @throws evalx.broker.QueueFull when as many wait as may
   * @throws evalx.broker.BrokerAway when the broker does not answer
   * @throws evalx.broker.SendRefused when the broker has no such queue
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
    broker.send(Copies.within(message.origin().trace(), outgoing));
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
