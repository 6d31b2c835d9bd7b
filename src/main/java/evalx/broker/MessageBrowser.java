package evalx.broker;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Enumeration;

/** Looks at the messages of a queue and leaves them there. */
@Singleton
public class MessageBrowser {
  private static final int TIMES_TO_ASK = 3;

  private final Broker broker;

  @Inject
  public MessageBrowser(Broker broker) {
    this.broker = broker;
  }

  /** Sees messages in the order in which they would be handed out. */
  public interface Look {
    /**
     * Looks at one.
     *
     * @return whether to go on
     */
    boolean at(Message message) throws JMSException;
  }

  /**
   * Shows the messages that wait in a queue, without those in hand and those delayed.
   *
   * @param queue its name, after the name of its address and two colons where they differ
   * @param selector of JMS; empty for all messages
   * @throws BrokerAway when the broker does not answer, or not all were seen within 6 s
   * @throws SendRefused when there is no such queue, or no permission
   */
  public void browse(String queue, String selector, Look look) {
    broker.call(
        pooled -> {
          var session = pooled.session();
          var source = session.createQueue(queue);
          try (var browser =
              selector.isEmpty()
                  ? session.createBrowser(source)
                  : session.createBrowser(source, selector)) {
            pooled.connection().start();
            Enumeration<?> messages = browser.getEnumeration();
            while (hasMore(messages) && look.at((Message) messages.nextElement())) {
              // the look does the work
            }
            return true;
          }
        });
  }

  /**
   * Whether there is one more. The broker is asked again when it says no: it says so too when it
   * has not yet seen that the large message before was taken, and that it may send the next.
   */
  private static boolean hasMore(Enumeration<?> messages) {
    for (int asked = 0; asked < TIMES_TO_ASK; asked++) {
      if (messages.hasMoreElements()) {
        return true;
      }
    }
    return false;
  }
}
