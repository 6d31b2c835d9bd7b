package evalx.adapter;

import static org.apache.activemq.artemis.api.core.Message.HDR_ORIGINAL_QUEUE;
import static org.apache.activemq.artemis.api.core.Message.HDR_ORIG_MESSAGE_ID;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.activemq.artemis.api.core.FilterConstants;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.utils.UUID;

/**
 * Ids for messages whose sender gave them none, or one of AMQP's, which need not be unique and
 * which the broker replaces by another at each delivery.
 */
final class MessageIds {
  /** The broker keeps the id of an AMQP client's message here. */
  private static final SimpleString AMQP_ID = SimpleString.of(FilterConstants.NATIVE_MESSAGE_ID);

  private MessageIds() {}

  /**
   * Gives a message an id where it needs one: the same at each delivery, also where the broker has
   * moved it since.
   *
   * @param queue where it was found
   */
  static void complete(Message message, String queue) {
    if (message.getUserID() == null || message.containsProperty(AMQP_ID)) {
      message.setUserID(idOf(message, queue));
    }
  }

  private static UUID idOf(Message message, String queue) {
    var from = message.getObjectProperty(HDR_ORIGINAL_QUEUE);
    var id = message.getObjectProperty(HDR_ORIG_MESSAGE_ID);
    var text =
        (from == null ? queue : from)
            + ":"
            + (id == null ? message.getMessageID() : id)
            + ":"
            + message.getTimestamp();
    var name = java.util.UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    var bytes = ByteBuffer.allocate(2 * Long.BYTES);
    bytes.putLong(name.getMostSignificantBits()).putLong(name.getLeastSignificantBits());
    return new UUID(UUID.TYPE_NAME_BASED, bytes.array());
  }
}
