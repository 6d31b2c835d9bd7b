package evalx.broker;

import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells from what JMS throws what happened to a call. JMS has no exception for most of it;
 * Artemis's own is the cause, whose class only the resource adapter knows.
 */
final class Failures {
  private static final Set<String> FULL = Set.of("ActiveMQAddressFullException");
  private static final Set<String> NOT_THERE =
      Set.of("ActiveMQAddressDoesNotExistException", "ActiveMQNonExistentQueueException");
  private static final Set<String> SECURITY = Set.of("ActiveMQSecurityException");
  private static final String NO_SUCH_QUEUE = "There is no queue with name";

  /** A wrong name or password is no refusal of one message: nothing can be sent at all. */
  private static final String NO_LOGIN = "AMQ229031";

  private Failures() {}

  static RuntimeException of(Throwable failure) {
    var message = String.valueOf(failure.getMessage());
    if (isCausedBy(FULL, failure)) {
      return new QueueFull(message, failure);
    }
    if (isRefusal(failure, message)) {
      return new SendRefused(message, failure);
    }
    if (failure instanceof JMSException || failure instanceof JMSRuntimeException) {
      return new BrokerAway("the broker is away: " + message, failure);
    }
    return failure instanceof RuntimeException ours ? ours : new IllegalStateException(failure);
  }

  private static boolean isRefusal(Throwable failure, String message) {
    return failure instanceof InvalidDestinationRuntimeException
        || message.contains(NO_SUCH_QUEUE)
        || isCausedBy(NOT_THERE, failure)
        || isCausedBy(SECURITY, failure) && !message.contains(NO_LOGIN);
  }

  private static boolean isCausedBy(Set<String> names, Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(cause -> names.contains(cause.getClass().getSimpleName()));
  }
}
