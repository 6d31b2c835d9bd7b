package evalx.adapter;

import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Makes the broker refuse what an AMQP client sends and the broker could not give to EvalX. Such a
 * message, for example a map that holds a list, would end the connection of each node that is to
 * get it, for ever. A broker of its own needs it where it lets AMQP clients in.
 */
public final class RefuseUnreadable implements ActiveMQServerMessagePlugin {
  /** The property of a broker-plugin element that sets the limit of {@link #maxBytes}. */
  static final String MAX_BYTES = "max-bytes";

  private long maxBytes = new Incoming(1 << 20).maxBytes();

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
    try {
      if (message.getWholeMessageSize() > maxBytes) {
        throw refused("has more than " + maxBytes + " bytes");
      }
      var unused = message.toCore();
    } catch (RuntimeException e) {
      throw refused("cannot be read as a JMS message: " + e.getMessage());
    }
  }

  private static ActiveMQException refused(String why) {
    return new ActiveMQException(
        ActiveMQExceptionType.GENERIC_EXCEPTION, "the message is refused because it " + why);
  }
}
