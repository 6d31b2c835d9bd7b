package evalx.adapter;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.client.impl.ClientLargeMessageImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQBytesMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.activemq.artemis.reader.MessageUtil;

/** Turns what the broker sends into JMS messages, of which none can fill the heap. */
final class Incoming {
  /** Stays with a message that its sender compressed, also after its body was decompressed. */
  private static final String COMPRESSED =
      org.apache.activemq.artemis.api.core.Message.HDR_LARGE_COMPRESSED.toString();

  private static final Logger LOG = System.getLogger(Incoming.class.getName());

  /** Tells the listener which queue it was read from: a destination is what the sender says. */
  private static final SimpleString READ_FROM = SimpleString.of("evalx_read_from");

  private final long maxBytes;

  /**
   * @param maxBodyBytes of a submission, in UTF-8
   */
  Incoming(int maxBodyBytes) {
    this.maxBytes = LongestMessage.bytes(maxBodyBytes);
  }

  /** The longest body that a listener can read, in bytes as the broker has it. */
  long maxBytes() {
    return maxBytes;
  }

  /**
   * The message as its listener sees it: as it was sent, or as bytes of which only the length and
   * the beginning can be read, if it is too long.
   */
  Message jms(WantedQueue queue, ClientMessage message, ClientSession session) {
    message.putStringProperty(READ_FROM, queue.address());
    MessageIds.complete(message, queue.name());
    nameReplyTo(message);
    if (isTooLong(message)) {
      return new TooLong(message, session, Math.max(size(message), maxBytes + 1));
    }
    return readable(message, session);
  }

  /** A message whose body is not what its type says has no body. */
  private static Message readable(ClientMessage message, ClientSession session) {
    try {
      var jms = ActiveMQMessage.createMessage(message, session);
      jms.doBeforeReceive();
      return jms;
    } catch (Exception e) {
      LOG.log(Level.DEBUG, "a body that cannot be read", e);
      return new ActiveMQMessage(message, session);
    }
  }

  /** Some clients give the bare name of a queue, of which JMS makes no queue. */
  private static void nameReplyTo(ClientMessage message) {
    var replyTo = MessageUtil.getJMSReplyTo(message);
    if (replyTo != null && !replyTo.toString().contains("://")) {
      MessageUtil.setJMSReplyTo(message, ActiveMQDestination.QUEUE_QUALIFIED_PREFIX + replyTo);
    }
  }

  /** The size of a compressed body is what its sender says, so it counts as too long. */
  private boolean isTooLong(ClientMessage message) {
    return size(message) > maxBytes || message.containsProperty(COMPRESSED);
  }

  /** The broker's own figure: a property of the message says it too, but its sender wrote that. */
  private static long size(ClientMessage message) {
    return message instanceof ClientLargeMessageImpl large
        ? large.getLargeMessageSize()
        : message.getBodySize();
  }

  /**
   * A message of any kind seen as bytes, which come from the broker only as far as they are read.
   */
  private static final class TooLong extends ActiveMQBytesMessage {
    private final ClientMessage core;
    private final long length;

    TooLong(ClientMessage core, ClientSession session, long length) {
      super(core, session);
      this.core = core;
      this.length = length;
    }

    @Override
    public void doBeforeReceive() {
      // The base class would fetch the body to know its length.
    }

    @Override
    public long getBodyLength() {
      return length;
    }

    /** Reads the beginning; a second call reads on. A compressed body has none. */
    @Override
    public int readBytes(byte[] value) throws JMSException {
      if (core.containsProperty(COMPRESSED)) {
        return -1;
      }
      try {
        if (core instanceof ClientLargeMessageImpl large) {
          large.getLargeMessageController().readBytes(value);
        } else {
          core.getBodyBuffer().readBytes(value);
        }
        return value.length;
      } catch (IndexOutOfBoundsException e) {
        var failure = new JMSException("the body is shorter than " + value.length + " bytes");
        failure.initCause(e);
        throw failure;
      }
    }

    @Override
    public int readBytes(byte[] value, int count) throws JMSException {
      var part = new byte[count];
      int read = readBytes(part);
      System.arraycopy(part, 0, value, 0, Math.max(0, read));
      return read;
    }
  }
}
