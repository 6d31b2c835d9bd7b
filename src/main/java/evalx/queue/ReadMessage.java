package evalx.queue;

import evalx.submission.Token;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Reads a JMS message, of which everything may be wrong, into a {@link Delivery}. */
final class ReadMessage {
  private static final byte[] NOTHING = {};
  private static final int MOST_EXCUSED = 100;

  private final int maxBytes;

  /**
   * @param maxBytes of a body; a longer one is not read
   */
  ReadMessage(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  Delivery read(Message message) throws JMSException {
    var unreadable = unreadable(message);
    var expiration = message.getJMSExpiration();
    return new Delivery(
        message.getJMSMessageID(),
        queue(message),
        correlationId(message),
        token(message),
        unreadable.isPresent() ? NOTHING : body(message),
        unreadable,
        replyTo(message),
        number(message, Wire.FORMAT).orElse(Wire.NEWEST_FORMAT),
        Math.min(Math.max(number(message, Wire.EXCUSED).orElse(0), 0), MOST_EXCUSED),
        number(message, "JMSXDeliveryCount").orElse(1),
        message.getJMSPriority(),
        Instant.ofEpochMilli(message.getJMSTimestamp()),
        expiration == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiration)),
        Optional.ofNullable(text(message, Wire.REASON)),
        !"false".equals(text(message, Wire.ENDS)));
  }

  private Optional<String> unreadable(Message message) throws JMSException {
    if (message.propertyExists(Wire.FORMAT) && number(message, Wire.FORMAT).isEmpty()) {
      return Optional.of(Wire.FORMAT + " must be a whole number");
    }
    if (message instanceof BytesMessage bytes) {
      return tooLong(bytes.getBodyLength());
    }
    if (message instanceof TextMessage text) {
      return text.getText() == null
          ? Optional.of("the message has no body")
          : tooLong(body(text).length);
    }
    return Optional.of("the message is neither text nor bytes");
  }

  private Optional<String> tooLong(long bytes) {
    return bytes > maxBytes
        ? Optional.of("the body has more than " + maxBytes + " bytes")
        : Optional.empty();
  }

  private static byte[] body(Message message) throws JMSException {
    if (message instanceof TextMessage text) {
      return text.getText().getBytes(StandardCharsets.UTF_8);
    }
    var bytes = (BytesMessage) message;
    var body = new byte[(int) bytes.getBodyLength()];
    bytes.readBytes(body);
    return body;
  }

  /**
   * Where it was sent to at first. A dead letter keeps that in a property, which is believed of no
   * message that comes from a queue of jobs: anybody could have set it.
   */
  private static String queue(Message message) throws JMSException {
    var source = queueName(message.getJMSDestination()).orElse("");
    if (source.startsWith(Wire.JOBS)) {
      return source;
    }
    for (var property : new String[] {Wire.QUEUE, Wire.BROKER_QUEUE}) {
      var name = text(message, property);
      if (name != null) {
        return name;
      }
    }
    return source;
  }

  private static Optional<String> replyTo(Message message) throws JMSException {
    var name = text(message, Wire.REPLY_TO);
    return name == null
        ? queueName(message.getJMSReplyTo())
        : Optional.of(name).filter(n -> !n.isEmpty());
  }

  private static Optional<String> queueName(Destination destination) throws JMSException {
    return destination instanceof Queue queue
        ? Optional.of(queue.getQueueName())
        : Optional.empty();
  }

  private static Token token(Message message) throws JMSException {
    var id = message.getJMSMessageID().getBytes(StandardCharsets.UTF_8);
    return Token.parse(text(message, Wire.TOKEN))
        .or(() -> Token.parse(correlationId(message)))
        .orElseGet(() -> new Token(UUID.nameUUIDFromBytes(id)));
  }

  /** Null where there is none, or one that is no text. */
  private static String correlationId(Message message) {
    try {
      return message.getJMSCorrelationID();
    } catch (JMSException e) {
      return null;
    }
  }

  /** Null where there is none, or one that is no text. */
  private static String text(Message message, String property) throws JMSException {
    try {
      return message.getStringProperty(property);
    } catch (MessageFormatException e) {
      return null;
    }
  }

  private static OptionalInt number(Message message, String property) throws JMSException {
    try {
      return message.propertyExists(property)
          ? OptionalInt.of(message.getIntProperty(property))
          : OptionalInt.empty();
    } catch (NumberFormatException | MessageFormatException e) {
      return OptionalInt.empty();
    }
  }
}
