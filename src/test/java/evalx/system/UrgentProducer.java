package evalx.system;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A producer in a JVM of its own, to whom not all its jobs are equally urgent. */
final class UrgentProducer {
  private static final int LIMIT_MILLIS = 120_000;
  private static final int JOBS = 3;

  private UrgentProducer() {}

  /**
   * Prints which job ended how, in the order of the replies.
   *
   * @param arguments URL, account and password
   */
  public static void main(String[] arguments) throws JMSException {
    var factory = new ActiveMQConnectionFactory(arguments[0], arguments[1], arguments[2]);
    try (var context = factory.createContext();
        var replies = context.createConsumer(sendAll(context))) {
      for (int i = 0; i < JOBS; i++) {
        var reply = replies.receive(LIMIT_MILLIS);
        var status = reply == null ? "no reply" : reply.getStringProperty("evalx_status");
        System.out.println((reply == null ? "" : reply.getJMSCorrelationID() + " ") + status);
      }
    }
  }

  /** Gives the queue of the replies. */
  private static Queue sendAll(JMSContext context) {
    var replies = context.createTemporaryQueue();
    send(context, replies, "last", context.createProducer().setPriority(0));
    send(context, replies, "first", context.createProducer().setPriority(9));
    send(context, replies, "late", context.createProducer().setTimeToLive(1));
    return replies;
  }

  private static void send(JMSContext context, Queue replies, String id, JMSProducer producer) {
    producer
        .setJMSReplyTo(replies)
        .setJMSCorrelationID(id)
        .send(
            context.createQueue("evalx.jobs.bash"), "{\"language\":\"bash\",\"code\":\"echo 1\"}");
  }
}
