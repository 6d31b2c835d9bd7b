package evalx.queue;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place of a message in its queue: pages of messages go on after one. It stays the place when
 * the message is gone.
 *
 * @param level the JMS priority, 9 (first) to 0
 * @param sent when the message was sent
 * @param id of the message, without the "ID:" of JMS; empty where it has none
 */
public record Position(int level, Instant sent, String id) {
  private static final Pattern TEXT = Pattern.compile("([0-9]) ([0-9]{1,15}) ([!-~]{0,200})");
  private static final String PREFIX = "ID:";
  private static final int MAX_TEXT = 400;

  static Position of(Message message) throws JMSException {
    var id = Optional.ofNullable(message.getJMSMessageID()).orElse("");
    return new Position(
        message.getJMSPriority(),
        Instant.ofEpochMilli(message.getJMSTimestamp()),
        id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : "");
  }

  /** The JMS message id that stands behind a short one. */
  static String messageId(String id) {
    return PREFIX + id;
  }

  /** The same as a filter of messages has it. */
  static String quotedId(String id) {
    return "'" + messageId(id).replace("'", "''") + "'";
  }

  /** The position that a text stands for; empty when it is not one that {@link #text} made. */
  public static Optional<Position> parse(String text) {
    if (text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    try {
      var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      var parts = TEXT.matcher(plain);
      return parts.matches()
          ? Optional.of(
              new Position(
                  Integer.parseInt(parts.group(1)),
                  Instant.ofEpochMilli(Long.parseLong(parts.group(2))),
                  parts.group(3)))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Letters, digits, '-', '_' and '=', of which clients know no more. */
  public String text() {
    var plain = level + " " + sent.toEpochMilli() + " " + id;
    return Base64.getUrlEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a queue surely hands this out after another, whatever the clocks of their senders. */
  boolean isBehind(Position other) {
    return level < other.level || (level == other.level && sent.isAfter(other.sent));
  }
}
