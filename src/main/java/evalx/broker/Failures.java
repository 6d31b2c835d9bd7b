package evalx.broker;

import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Tells from what JMS throws what happened to a call. JMS has no exception for most of it;
 * Artemis's own is the cause, whose class only the resource adapter knows.
 */
final class Failures {
  private static final String ADDRESS_FULL = "ActiveMQAddressFullException";
  private static final String NO_SUCH_QUEUE = "There is no queue with name";
  private static final String NO_PERMISSION = "AMQ229032";

  private Failures() {}

  static RuntimeException of(Throwable failure) {
    var message = String.valueOf(failure.getMessage());
    if (isCausedBy(ADDRESS_FULL, failure)) {
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

  private static boolean isCausedBy(String name, Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause -> cause.getClass().getSimpleName().equals(name));
  }
}
