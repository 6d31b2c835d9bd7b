package evalx.adapter;

import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the broker refuse what an AMQP client sends and the broker could not give to EvalX. Such a
 * message, for example a map that holds a list, would end the connection of each node that is to
 * get it, for ever. And it marks what they send with their account, which Artemis does for its own
 * clients only: of an AMQP message it would believe what the message itself says. A broker of its
 * own needs it where it lets AMQP clients in.
 */
public final class RefuseUnreadable implements ActiveMQServerPlugin {
  /** The property of a broker-plugin element that sets the limit of {@link #maxBytes}. */
  static final String MAX_BYTES = "max-bytes";

  private long maxBytes = LongestMessage.bytes(1 << 20);

  /** With the limit that goes with a MAX_BODY_BYTES of 1 MiB, unless {@link #init} sets one. */
  public RefuseUnreadable() {}

  /**
   * @param maxBytes of a message as it is sent; the broker has all of it in memory to convert it
   */
  RefuseUnreadable(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void init(Map<String, String> properties) {
    var set = properties.get(MAX_BYTES);
    if (set != null) {
      maxBytes = Long.parseLong(set);
    }
  }

  @Override
  public void beforeSend(
      ServerSession session,
      Transaction transaction,
      Message message,
      boolean direct,
      boolean noAutoCreateQueue)
      throws ActiveMQException {
    if (message instanceof ICoreMessage) {
      return;
    }
    mark(message, session.getValidatedUser());
    try {
      if (message.getWholeMessageSize() > maxBytes) {
        throw refused("has more than " + maxBytes + " bytes");
      }
      var unused = message.toCore();
    } catch (RuntimeException e) {
      throw refused("cannot be read as a JMS message: " + e.getMessage());
    }
  }

  /**
   * The message is encoded again because its properties are part of what was sent. A large one lies
   * on disk as it was sent: nobody knows its sender, and it must not name one itself.
   */
  private static void mark(Message message, @Nullable String account) throws ActiveMQException {
    if (message.isLargeMessage()) {
      if (message.containsProperty(Message.HDR_VALIDATED_USER)) {
        throw refused("names an account as its sender");
      }
      return;
    }
    if (account == null) {
      message.removeProperty(Message.HDR_VALIDATED_USER);
    } else {
      message.putStringProperty(Message.HDR_VALIDATED_USER, SimpleString.of(account));
    }
    message.reencode();
  }

  private static ActiveMQException refused(String why) {
    return new ActiveMQException(
        ActiveMQExceptionType.GENERIC_EXCEPTION, "the message is refused because it " + why);
  }
}
