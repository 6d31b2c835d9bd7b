package evalx.queue;

import evalx.queue.JobMessage.Body;
import evalx.queue.JobMessage.Origin;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads the body of a message as bytes, no more of them than it may have. */
final class DecodeBody {
  private static final byte[] NOTHING = {};

  /** What EvalX writes beside the contents: names, limits, and what each test case has. */
  private static final int ENVELOPE_BYTES = 1 << 20;

  private final int maxBytes;

  /** Bytes that are not text grow by a third in base64. */
  private final int maxOwnBytes;

  /**
   * @param maxBytes of a body that EvalX has not accepted before
   */
  DecodeBody(int maxBytes) {
    this.maxBytes = maxBytes;
    this.maxOwnBytes = maxBytes + maxBytes / 3 + ENVELOPE_BYTES;
  }

  Body of(Message message, Origin origin) throws JMSException {
    var limit = origin.isAccepted() ? maxOwnBytes : maxBytes;
    var body = content(message, limit);
    var wrong = wrongProperty(message);
    return wrong.isPresent() ? new Body(body.bytes(), wrong) : body;
  }

  private static Optional<String> wrongProperty(Message message) throws JMSException {
    if (message.propertyExists(MessageProperties.FORMAT)
        && Properties.number(message, MessageProperties.FORMAT).isEmpty()) {
      return Optional.of(MessageProperties.FORMAT + " must be a whole number");
    }
    return message.propertyExists(MessageProperties.IDEMPOTENCY_KEY)
            && Properties.uuid(message, MessageProperties.IDEMPOTENCY_KEY).isEmpty()
        ? Optional.of(MessageProperties.IDEMPOTENCY_KEY + " must be a UUID")
        : Optional.empty();
  }

  private static Body content(Message message, int limit) throws JMSException {
    if (message instanceof BytesMessage bytes) {
      return ofBytes(bytes, limit);
    }
    if (message instanceof TextMessage text) {
      var content = text.getText();
      return content == null
          ? unreadable("the message has no body")
          : cut(content.getBytes(StandardCharsets.UTF_8), limit);
    }
    return unreadable("the message is neither text nor bytes");
  }

  private static Body ofBytes(BytesMessage message, int limit) throws JMSException {
    var length = message.getBodyLength();
    var body = new byte[(int) Math.min(length, limit)];
    // Of a body that its sender compressed nothing can be read.
    int read = Math.max(0, message.readBytes(body));
    return new Body(
        read < body.length ? Arrays.copyOf(body, read) : body,
        length > limit ? tooLong(limit) : Optional.empty());
  }

  private static Body cut(byte[] content, int limit) {
    return content.length > limit
        ? new Body(Arrays.copyOf(content, limit), tooLong(limit))
        : new Body(content, Optional.empty());
  }

  private static Body unreadable(String reason) {
    return new Body(NOTHING, Optional.of(reason));
  }

  private static Optional<String> tooLong(int limit) {
    return Optional.of("the body has more than " + limit + " bytes");
  }
}
