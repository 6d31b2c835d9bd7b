package evalx.system;

import evalx.deploy.ScalingRule.Trigger;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Reads what the triggers of KEDA read, by the requests that KEDA sends: the count of a queue's
 * messages from the broker's management over HTTP, and a query from Prometheus.
 */
record KedaEyes(Product broker, Watch watch) {
  private static final String COUNT =
      "/console/jolokia/read/org.apache.activemq.artemis:broker=\"%s\",component=addresses,"
          + "address=\"%s\",subcomponent=queues,routing-type=\"anycast\",queue=\"%s\"/MessageCount";

  double figure(Trigger trigger) {
    return switch (trigger.type()) {
      case "artemis-queue" -> messages(trigger);
      case "prometheus" -> watch.value(trigger.text("query"));
      default -> throw new IllegalArgumentException(trigger.type());
    };
  }

  /** Where the broker's management is in a cluster, here it is at a port of this machine. */
  private double messages(Trigger trigger) {
    var client = new Client(URI.create("http://127.0.0.1:" + broker.port("CONSOLE_PORT")));
    var path =
        COUNT.formatted(
            trigger.text("brokerName"), trigger.text("brokerAddress"), trigger.text("queueName"));
    var account = "admin:" + broker.password("console");
    var answer =
        client.send(
            client
                .request(path.replace("\"", URLEncoder.encode("\"", StandardCharsets.UTF_8)))
                .header("Origin", "http://127.0.0.1:" + broker.port("CONSOLE_PORT"))
                .header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(account.getBytes(StandardCharsets.UTF_8)))
                .build());
    var said = Client.json(answer.body());
    if (answer.statusCode() != 200 || said.path("status").asInt() != 200) {
      throw new AssertionError(path + ": " + answer.body());
    }
    return said.get("value").asDouble();
  }
}
