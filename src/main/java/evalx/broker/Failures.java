package evalx.broker;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells from what JMS throws what happened to a call. JMS has no exception for most of it, and
 * Artemis sets no error code on those there are; its own exception is the cause and has a type,
 * which is read by reflection because only the resource adapter has the class.
 */
final class Failures {
  private static final String FULL = "ADDRESS_FULL";
  private static final String SECURITY = "SECURITY_EXCEPTION";
  private static final Set<String> REFUSALS =
      Set.of("ADDRESS_DOES_NOT_EXIST", "QUEUE_DOES_NOT_EXIST", SECURITY);

  private Failures() {}

  /** The failure of an attempt to connect. */
  static BrokerAway ofConnecting(Throwable failure) {
    return type(failure).filter(SECURITY::equals).isPresent()
        ? new BrokerAway(
            "the broker refuses the account of EvalX: check ARTEMIS_USER and ARTEMIS_PASSWORD",
            failure)
        : away(failure);
  }

  /**
   * The failure of a lookup of a queue or topic, for which Artemis throws an exception that has no
   * type.
   */
  static RuntimeException ofDestination(String name, JMSException failure) {
    return type(failure).isPresent() || failure instanceof IllegalStateException
        ? of(failure)
        : new SendRefused("the broker has no queue " + name, failure);
  }

  /** The failure of anything else done with a connection. */
  static RuntimeException of(Throwable failure) {
    if (failure instanceof BrokerAway || failure instanceof SendRefused) {
      return (RuntimeException) failure;
    }
    var type = type(failure);
    if (type.filter(FULL::equals).isPresent()) {
      return new QueueFull(String.valueOf(failure.getMessage()), failure);
    }
    if (type.filter(REFUSALS::contains).isPresent()
        || failure instanceof InvalidDestinationRuntimeException
        || failure instanceof InvalidDestinationException) {
      return new SendRefused(String.valueOf(failure.getMessage()), failure);
    }
    if (failure instanceof JMSException || failure instanceof JMSRuntimeException) {
      return away(failure);
    }
    return failure instanceof RuntimeException ours
        ? ours
        : new java.lang.IllegalStateException(failure);
  }

  private static BrokerAway away(Throwable failure) {
    return new BrokerAway("the broker is away: " + failure.getMessage(), failure);
  }

  /** The type of the exception of Artemis among the causes. */
  private static Optional<String> type(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(cause -> cause.getClass().getName().startsWith("org.apache.activemq.artemis."))
        .flatMap(cause -> typeOf(cause).stream())
        .findFirst();
  }

  private static Optional<String> typeOf(Throwable failure) {
    try {
      var type = failure.getClass().getMethod("getType").invoke(failure);
      return Optional.of(((Enum<?>) type).name());
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }
}
