package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that only run jobs or only take them, beside a broker of their own. */
@Tag("slow")
class WorkerRoleIT {
  private static final String TOKEN = "secret-of-the-node";

  /** The settings of a node that needs tokens. */
  private static Map<String, String> settings(OutsideBroker broker, String role, String open) {
    var settings = new HashMap<>(broker.settings());
    settings.putAll(Map.of("ROLE", role, "API_TOKENS", TOKEN, open, "true"));
    return settings;
  }

  private static HttpResponse<String> post(Client client) {
    return client.send(
        client
            .request("/submissions")
            .header("X-Auth-Token", TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Client.bytes(Programs.sums("c", 0))))
            .build());
  }

  @Test
  void startsAndTakesNoSubmissions(@TempDir Path folder) {
    try (var broker = new OutsideBroker(folder);
        var worker = Product.start(settings(broker, "worker", "OPEN_METRICS"))) {
      var client = worker.client();
      var refused = post(client);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body()).contains("This node only runs jobs");

      assertThat(client.get("/metrics").body()).contains("evalx_boxes_limit ");
      assertThat(client.get("/health").statusCode()).isEqualTo(401);
      assertThat(client.get("/health/ready").body()).contains("\"checks\":[]");
    }
  }

  @Test
  void anApiNodeStartsBeforeAnyWorker(@TempDir Path folder) {
    try (var broker = new OutsideBroker(folder);
        var api = Product.start(settings(broker, "api", "OPEN_HEALTH"))) {
      var client = api.client();
      var early = post(client);
      assertThat(early.statusCode()).as(early.body()).isEqualTo(503);
      assertThat(early.body()).contains("Language not available");
      var file = client.request("/files").header("X-Auth-Token", TOKEN);
      assertThat(client.send(file.PUT(BodyPublishers.ofString("1")).build()).body())
          .contains("503", "FILE_STORE");

      for (var path : List.of("/health", "/health/ready")) {
        assertThat(client.get(path).body()).contains("\"checks\":[{");
      }
      assertThat(client.get("/metrics").statusCode()).isEqualTo(401);
    }
  }
}
