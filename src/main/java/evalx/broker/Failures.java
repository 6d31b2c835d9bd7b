package evalx.broker;

import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;

/** Tells from what JMS throws what happened to a call; Artemis says it in the message only. */
final class Failures {
  private static final String ADDRESS_FULL = "AMQ229102";
  private static final String NO_SUCH_QUEUE = "There is no queue with name";
  private static final String NO_PERMISSION = "AMQ229032";

  private Failures() {}

  static RuntimeException of(Throwable failure) {
    var message = String.valueOf(failure.getMessage());
    if (message.contains(ADDRESS_FULL)) {
      return new QueueFull(message, failure);
    }
    if (failure instanceof InvalidDestinationRuntimeException
        || message.contains(NO_SUCH_QUEUE)
        || failure instanceof JMSSecurityRuntimeException && message.contains(NO_PERMISSION)) {
      return new SendRefused(message, failure);
    }
    if (failure instanceof JMSException || failure instanceof JMSRuntimeException) {
      return new BrokerAway("the broker is away: " + message, failure);
    }
    return failure instanceof RuntimeException ours ? ours : new IllegalStateException(failure);
  }
}
