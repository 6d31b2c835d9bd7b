package evalx.queue;

import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.util.HexFormat;
import java.util.Optional;

/** Reads what a producer may have set to anything; what has the wrong type is not there. */
final class Properties {
  private static final String AMQP_BINARY = "ID:AMQP_BINARY:";

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

  static Optional<Long> millis(Message message, String property) {
    return text(message, property).flatMap(Properties::wholeNumber);
  }

  private static Optional<Long> wholeNumber(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static Optional<TraceContext> trace(Message message) {
    return TraceContext.of(
        text(message, MessageProperties.TRACE_PARENT),
        text(message, MessageProperties.TRACE_STATE));
  }

  static Optional<SubmissionId> uuid(Message message, String property) {
    return text(message, property).flatMap(SubmissionId::parse);
  }

  /** Bytes, which AMQP allows, in the form that becomes bytes again in the reply. */
  static Optional<String> correlationId(Message message) {
    try {
      var text = message.getJMSCorrelationID();
      if (text != null) {
        return Optional.of(text);
      }
      return Optional.ofNullable(message.getJMSCorrelationIDAsBytes())
          .map(bytes -> AMQP_BINARY + HexFormat.of().withUpperCase().formatHex(bytes));
    } catch (JMSException e) {
      return Optional.empty();
    }
  }

  private static JMSRuntimeException unreadable(JMSException e) {
    return new JMSRuntimeException("a message that cannot be read", e.getErrorCode(), e);
  }
}
