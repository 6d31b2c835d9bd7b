package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Where jobs lie that will not be run: for operators, and for {@link EndToken}. */
final class DeadLetters {
  private static final Logger LOG = System.getLogger(DeadLetters.class.getName());

  private final Sender broker;

  DeadLetters(Sender broker) {
    this.broker = broker;
  }

  /** Gives a job up: its token will end as an internal error for this reason. */
  void add(Delivery delivery, String reason) {
    add(delivery, reason, true);
  }

  /** Puts aside a message whose token belongs to another one, which goes on undisturbed. */
  void refuse(Delivery delivery, String reason) {
    add(delivery, reason, false);
  }

  private void add(Delivery delivery, String reason, boolean ends) {
    broker.send(
        Outgoing.toTopic(Wire.DEAD, delivery.body())
            .correlated(delivery.correlationId())
            .priority(delivery.priority())
            .once(delivery.id() + ":dead")
            .with(Wire.TOKEN, delivery.token().toString())
            .with(Wire.REPLY_TO, delivery.replyTo().orElse(""))
            .with(Wire.QUEUE, delivery.queue())
            .with(Wire.EXCUSED, delivery.excused())
            .with(Wire.REASON, reason)
            .with(Wire.ENDS, Boolean.toString(ends)));
    LOG.log(Level.WARNING, "{0} is a dead letter: {1}", delivery.token(), reason);
  }
}
