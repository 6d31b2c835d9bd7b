package evalx.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;

/** Asks the broker by messages to its management address. */
@Singleton
class AskBroker {
  static final long ANSWER_MILLIS = 4_000;
  private static final String ADDRESS = "activemq.management";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Broker broker;

  @Inject
  AskBroker(Broker broker) {
    this.broker = broker;
  }

  /**
   * The answer to an operation.
   *
   * @param parameters a JSON array
   */
  JsonNode operation(String resource, String name, String parameters) {
    return ask(resource, "_AMQ_OperationName", name, parameters);
  }

  /** The value of an attribute. */
  JsonNode attribute(String resource, String name) {
    return ask(resource, "_AMQ_Attribute", name, "[]");
  }

  /** The broker's answer, which comes as the only element of an array. */
  private JsonNode ask(String resource, String kind, String what, String parameters) {
    var answer =
        broker.call(
            pooled -> {
              var request = pooled.session().createTextMessage(parameters);
              request.setStringProperty("_AMQ_ResourceName", resource);
              request.setStringProperty(kind, what);
              return text(answer(pooled, request), what);
            });
    return parse(answer).path(0);
  }

  /** JSON that the broker gives as a text in its answer. */
  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json == null ? "[]" : json);
    } catch (JsonProcessingException e) {
      throw new SendRefused("the broker's answer is not JSON", e);
    }
  }

  private static Message answer(PooledSession pooled, TextMessage request) throws JMSException {
    var session = pooled.session();
    var answers = session.createTemporaryQueue();
    try (var consumer = pooled.consume(answers)) {
      request.setJMSReplyTo(answers);
      pooled.send(session.createQueue(ADDRESS), request);
      return consumer.receive(ANSWER_MILLIS);
    }
  }

  private static String text(Message answer, String what) throws JMSException {
    if (answer == null) {
      throw new BrokerAway("the broker did not answer " + what);
    }
    if (!answer.getBooleanProperty("_AMQ_OperationSucceeded")) {
      throw new SendRefused(what + " was refused: " + answer.getBody(String.class), null);
    }
    return answer.getBody(String.class);
  }
}
