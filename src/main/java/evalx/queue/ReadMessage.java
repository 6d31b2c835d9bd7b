package evalx.queue;

import evalx.submission.SubmissionId;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Reads a JMS message, of which everything may be wrong, into a {@link Delivery}. */
final class ReadMessage {
  private static final byte[] NOTHING = {};

  private static final Duration LONGEST_WAIT = Duration.ofDays(7);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final int maxBytes;
  private final String application;
  private final Clock clock;

  /**
   * @param maxBytes of a body; of a longer one so many are read
   * @param application the account of EvalX itself at the broker
   */
  ReadMessage(int maxBytes, String application, Clock clock) {
    this.maxBytes = maxBytes;
    this.application = application;
    this.clock = clock;
  }

  Delivery read(Message message) throws JMSException {
    var unreadable = unreadable(message);
    var expiration = message.getJMSExpiration();
    var isJob = isJob(message);
    var own = application.equals(text(message, Wire.SENDER));
    return new Delivery(
        message.getJMSMessageID(),
        queue(message),
        correlationId(message),
        token(message),
        body(message),
        unreadable,
        replyTo(message),
        number(message, Wire.FORMAT).orElse(Wire.NEWEST_FORMAT),
        own,
        own ? excused(message) : 0,
        number(message, "JMSXDeliveryCount").orElse(1),
        message.getJMSPriority(),
        queued(message),
        expiration == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiration)),
        isJob ? Optional.empty() : Optional.ofNullable(text(message, Wire.REASON)),
        isJob || !"false".equals(text(message, Wire.ENDS)));
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
          : tooLong(text.getText().getBytes(StandardCharsets.UTF_8).length);
    }
    return Optional.of("the message is neither text nor bytes");
  }

  private Optional<String> tooLong(long bytes) {
    return bytes > maxBytes
        ? Optional.of("the body has more than " + maxBytes + " bytes")
        : Optional.empty();
  }

  private byte[] body(Message message) throws JMSException {
    if (message instanceof TextMessage text && text.getText() != null) {
      var all = text.getText().getBytes(StandardCharsets.UTF_8);
      return all.length > maxBytes ? Arrays.copyOf(all, maxBytes) : all;
    }
    if (message instanceof BytesMessage bytes) {
      var body = new byte[(int) Math.min(bytes.getBodyLength(), maxBytes)];
      bytes.readBytes(body);
      return body;
    }
    return NOTHING;
  }

  /** What an outside producer says of it is not believed: its job could kill a worker as often. */
  private static int excused(Message message) throws JMSException {
    return Math.max(number(message, Wire.EXCUSED).orElse(0), 0);
  }

  /** What a dead letter says of itself is not believed of a job: anybody could have set it. */
  private static boolean isJob(Message message) throws JMSException {
    return queueName(message.getJMSDestination()).filter(n -> n.startsWith(Wire.JOBS)).isPresent();
  }

  /** Where it was sent to at first, which a dead letter keeps in a property. */
  private static String queue(Message message) throws JMSException {
    var source = queueName(message.getJMSDestination()).orElse("");
    if (isJob(message)) {
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

  /** When it was sent, as far as its sender can be believed; otherwise now. */
  private Instant queued(Message message) throws JMSException {
    var now = clock.instant();
    var sent = Instant.ofEpochMilli(message.getJMSTimestamp());
    return sent.isBefore(now.minus(LONGEST_WAIT)) || sent.isAfter(now.plus(CLOCK_SKEW))
        ? now
        : sent;
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

  private static SubmissionId token(Message message) throws JMSException {
    var id = message.getJMSMessageID().getBytes(StandardCharsets.UTF_8);
    return SubmissionId.parse(text(message, Wire.TOKEN))
        .or(() -> SubmissionId.parse(correlationId(message)))
        .orElseGet(() -> new SubmissionId(UUID.nameUUIDFromBytes(id)));
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
