package evalx.queue;

import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.util.Optional;

/** Reads what a producer may have set to anything; what has the wrong type is not there. */
final class Properties {
  private Properties() {}

  static Optional<String> text(Message message, String property) {
    try {
      return Optional.ofNullable(message.getStringProperty(property));
    } catch (MessageFormatException e) {
      return Optional.empty();
    } catch (JMSException e) {
      throw unreadable(e);
    }
  }

  static Optional<Integer> number(Message message, String property) {
    try {
      return message.propertyExists(property)
          ? Optional.of(message.getIntProperty(property))
          : Optional.empty();
    } catch (NumberFormatException | MessageFormatException e) {
      return Optional.empty();
    } catch (JMSException e) {
      throw unreadable(e);
    }
  }

  static Optional<String> correlationId(Message message) {
    try {
      return Optional.ofNullable(message.getJMSCorrelationID());
    } catch (JMSException e) {
      return Optional.empty();
    }
  }

  private static JMSRuntimeException unreadable(JMSException e) {
    return new JMSRuntimeException("a message that cannot be read", e.getErrorCode(), e);
  }
}
