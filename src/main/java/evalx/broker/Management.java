package evalx.broker;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;

/** Asks the broker about its queues and makes them, by messages to its management address. */
@Singleton
public class Management {
  private static final String ADDRESS = "activemq.management";
  private static final long ANSWER_MILLIS = 4_000;

  private final Broker broker;

  @Inject
  public Management(Broker broker) {
    this.broker = broker;
  }

  /**
   * Makes a durable queue at the address of the same name unless it is there.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   */
  public void ensureQueue(String name) {
    var configuration =
        """
        {"name":"%1$s","address":"%1$s","routing-type":"ANYCAST","durable":true,\
        "auto-create-address":true}"""
            .formatted(name);
    var quoted = configuration.replace("\"", "\\\"");
    ask("broker", "_AMQ_OperationName", "createQueue", "[\"" + quoted + "\", true]");
  }

  /**
   * How many messages a queue holds, those in hand and those delayed included.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   */
  public long depth(String queue) {
    var answer = ask("queue." + queue, "_AMQ_Attribute", "MessageCount", "[]");
    return Long.parseLong(answer.replaceAll("[^0-9]", ""));
  }

  private String ask(String resource, String kind, String what, String parameters) {
    return broker.call(
        context -> {
          var request = context.createTextMessage(parameters);
          request.setStringProperty("_AMQ_ResourceName", resource);
          request.setStringProperty(kind, what);
          return text(answer(context, request), what);
        });
  }

  private static Message answer(JMSContext context, TextMessage request) throws JMSException {
    var answers = context.createTemporaryQueue();
    try (var consumer = context.createConsumer(answers)) {
      request.setJMSReplyTo(answers);
      context.createProducer().send(context.createQueue(ADDRESS), request);
      return consumer.receive(ANSWER_MILLIS);
    } finally {
      answers.delete();
    }
  }

  private static String text(Message answer, String what) throws JMSException {
    if (answer == null) {
      throw new BrokerAway("the broker did not answer to " + what);
    }
    if (!answer.getBooleanProperty("_AMQ_OperationSucceeded")) {
      throw new SendRefused(what + " was refused: " + answer.getBody(String.class), null);
    }
    return answer.getBody(String.class);
  }
}
