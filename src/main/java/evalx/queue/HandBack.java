package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;

/** Puts a job back into its queue without harm to it: as a copy that is delivered later. */
final class HandBack {
  private static final Logger LOG = System.getLogger(HandBack.class.getName());

  private final Sender broker;
  private final Clock clock;

  HandBack(Sender broker, Clock clock) {
    this.broker = broker;
    this.clock = clock;
  }

  /**
   * Sends the copy; the delivery is then to be acknowledged.
   *
   * @param excused attempts of the job that do not count
   */
  void later(Delivery delivery, int excused, Duration delay, String reason) {
    broker.send(
        Outgoing.toQueue(delivery.queue(), delivery.body())
            .correlated(delivery.correlationId())
            .priority(delivery.priority())
            .within(delay, delivery.timeLeft(clock.instant()))
            .once(delivery.id() + ":back")
            .with(Wire.FORMAT, delivery.format())
            .with(Wire.TOKEN, delivery.token().toString())
            .with(Wire.REPLY_TO, delivery.replyTo().orElse(""))
            .with(Wire.EXCUSED, excused));
    LOG.log(Level.INFO, "{0} goes back to its queue uncounted: {1}", delivery.token(), reason);
  }
}
