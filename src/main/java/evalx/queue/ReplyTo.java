package evalx.queue;

import evalx.submission.SubmissionId;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.util.Optional;

/**
 * Where a producer wants its reply.
 *
 * @param isTopic whether all who subscribe to it get the reply, instead of one consumer of a queue
 */
public record ReplyTo(String name, boolean isTopic) {
  private static final String QUEUE = "queue://";
  private static final String TOPIC = "topic://";

  static Optional<ReplyTo> of(Destination destination) throws JMSException {
    if (destination instanceof Queue queue) {
      return Optional.of(new ReplyTo(queue.getQueueName(), false));
    }
    return destination instanceof Topic topic
        ? Optional.of(new ReplyTo(topic.getTopicName(), true))
        : Optional.empty();
  }

  /** What {@link #toString} wrote; empty for any other text. */
  static Optional<ReplyTo> parse(String text) {
    if (text.startsWith(QUEUE)) {
      return Optional.of(new ReplyTo(text.substring(QUEUE.length()), false));
    }
    return text.startsWith(TOPIC)
        ? Optional.of(new ReplyTo(text.substring(TOPIC.length()), true))
        : Optional.empty();
  }

  /** Whether it ends with the connection of its producer: then its name is a UUID. */
  public boolean isTemporary() {
    return SubmissionId.parse(name).isPresent();
  }

  @Override
  public String toString() {
    return (isTopic ? TOPIC : QUEUE) + name;
  }
}
