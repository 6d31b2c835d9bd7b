package evalx.adapter;

import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.MessagePacketI;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.utils.CompositeAddress;

/**
 * Lets whoever looks into a queue see each message with the id that its listener would see, and
 * with the number by which the broker itself knows it.
 */
final class MarkSeen implements Interceptor {
  private static final SimpleString NUMBER = SimpleString.of("evalx_number");

  @Override
  public boolean intercept(Packet packet, RemotingConnection connection) {
    if (packet instanceof MessagePacketI seen && seen.getMessage().getAddress() != null) {
      var message = seen.getMessage();
      MessageIds.complete(message, CompositeAddress.extractQueueName(message.getAddress()));
      message.putLongProperty(NUMBER, message.getMessageID());
    }
    return true;
  }
}
