package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.JMSException;
import java.time.Duration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** The producer of a product's default account. */
final class OverJms {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String ORDER = "order 4711";

  private OverJms() {}

  /** Sends a submission as a job, and gives the result that comes as its reply. */
  static JsonNode ask(Product product, ObjectNode submission) throws JMSException {
    return ask(product.port("BROKER_PORT"), product.password("producer"), submission);
  }

  /** The same at the broker of a server that is no product. */
  static JsonNode ask(int brokerPort, String password, ObjectNode submission) throws JMSException {
    var url = "tcp://127.0.0.1:" + brokerPort;
    try (var factory = new ActiveMQConnectionFactory(url, "producer", password);
        var context = factory.createContext()) {
      var replies = context.createTemporaryQueue();
      var request = context.createTextMessage(submission.toString());
      request.setJMSReplyTo(replies);
      request.setJMSCorrelationID(ORDER);
      var jobs = context.createQueue("evalx.jobs." + submission.get("language").asText());
      context.createProducer().send(jobs, request);

      var reply = context.createConsumer(replies).receive(LIMIT.toMillis());
      assertThat(reply).as("a reply").isNotNull();
      assertThat(reply.getJMSCorrelationID()).isEqualTo(ORDER);
      return Client.json(reply.getBody(String.class));
    }
  }
}
