package evalx.system;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Queue;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;

/** A producer in a JVM of its own, which tries what it may do and what it may not. */
final class OutsideProducer {
  private static final int LIMIT_MILLIS = 120_000;
  private static final String JOBS = "evalx.jobs.bash";
  private static final String PROGRAM = "{\"language\":\"bash\",\"code\":\"echo 1\"}";

  private OutsideProducer() {}

  /**
   * Prints how each attempt ended.
   *
   * @param arguments URL, account, password, and the account of another producer
   */
  public static void main(String[] arguments) throws JMSException {
    var url = arguments[0];
    ConnectionFactory factory =
        url.startsWith("amqp")
            ? new JmsConnectionFactory(arguments[1], arguments[2], url)
            : new ActiveMQConnectionFactory(url, arguments[1], arguments[2]);
    try (var context = factory.createContext()) {
      var own = context.createQueue("evalx.replies." + arguments[1]);
      System.out.println("own " + ask(context, own, PROGRAM));
      System.out.println("temporary " + ask(context, context.createTemporaryQueue(), PROGRAM));
      System.out.println("malformed " + ask(context, own, "echo 1"));
      System.out.println("unknown language " + ask(context, own, PROGRAM.replace("bash", "basic")));
      var foreign = context.createQueue("evalx.replies." + arguments[3]);
      System.out.println("read " + attempt(() -> context.createConsumer(foreign).close()));
      var jobs = context.createQueue(JOBS);
      System.out.println("take " + attempt(() -> context.createConsumer(jobs).close()));
      System.out.println("write " + attempt(() -> context.createProducer().send(foreign, "no")));
      send(context, foreign, "of another", PROGRAM);
    }
  }

  private static String ask(JMSContext context, Queue replies, String body) throws JMSException {
    var id = UUID.randomUUID().toString();
    send(context, replies, id, body);
    try (var consumer = context.createConsumer(replies)) {
      var reply = consumer.receive(LIMIT_MILLIS);
      if (reply == null) {
        return "no reply";
      }
      return id.equals(reply.getJMSCorrelationID())
          ? reply.getStringProperty("evalx_status")
          : "foreign reply";
    }
  }

  private static void send(JMSContext context, Queue replies, String id, String body)
      throws JMSException {
    var request = context.createTextMessage(body);
    request.setJMSReplyTo(replies);
    request.setJMSCorrelationID(id);
    context.createProducer().send(context.createQueue(JOBS), request);
  }

  private static String attempt(Runnable work) {
    try {
      work.run();
      return "worked";
    } catch (JMSRuntimeException e) {
      return "refused";
    }
  }
}
