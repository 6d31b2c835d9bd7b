package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.history.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The history in a PostgreSQL, which is killed meanwhile: verdicts do not wait for it. */
@Tag("slow")
class PostgresHistoryIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void verdictsComeWhileItIsAwayAndItHasThemAfterwards() {
    try (var postgres = new PostgresServer();
        var product =
            Product.start(
                Map.of("DATABASE_URL", postgres.newUrl("evalx"), "OPEN_HEALTH", "true"))) {
      var client = product.client();
      var tokens = new ArrayList<String>();
      tokens.add(ended(client));
      await("the history").atMost(LIMIT).until(() -> listed(client).containsAll(tokens));

      postgres.kill();
      tokens.add(ended(client));
      var away = client.get("/submissions");
      assertThat(away.statusCode()).as(away.body()).isEqualTo(503);
      assertThat(away.headers().firstValue("Retry-After")).isPresent();
      assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
      postgres.start();

      await("what it missed")
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() -> listed(client).containsAll(tokens));
      var days = json(client, "/statistics?language=bash").get("days");
      // Those of the samples that were run at the start count too.
      assertThat(days.at("/0/submissions").asInt())
          .isEqualTo(json(client, "/submissions?language=bash").get("submissions").size())
          .isGreaterThanOrEqualTo(tokens.size());
      assertThat(json(client, "/health").findValue("dropped").asInt(-1)).isZero();
    }
  }

  private static String ended(Client client) {
    var program = Client.JSON.createObjectNode().put("language", "bash").put("code", "echo 1");
    var token = client.submit(program);
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Accepted");
    return token;
  }

  private static JsonNode json(Client client, String path) {
    return Client.json(client.get(path).body());
  }

  /** Those that have ended. */
  private static List<String> listed(Client client) {
    return json(client, "/submissions?status=Accepted")
        .get("submissions")
        .findValuesAsText("token");
  }
}
