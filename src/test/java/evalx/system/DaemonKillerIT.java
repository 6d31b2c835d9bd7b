package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A job whose every attempt ends the sandbox daemon is given up, and harms no other job. The test
 * itself kills the daemon whenever it sees that job's program.
 */
@Tag("slow")
class DaemonKillerIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int NEIGHBOURS = 10;

  @Test
  void endsAfterThreeAttemptsWhileItsNeighboursFinish() {
    try (var product = Product.start(Map.of("SANDBOX", "native"))) {
      var client = product.client();
      var before = submit(client);
      var killer = client.submit(bash("exec -a " + Victim.NAME + " sleep 8"), LIMIT);
      var after = submit(client);

      var kills = new Victim(product).killDaemonUntilEnd(killer, LIMIT);

      var result = client.result(killer, LIMIT);
      assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Internal Error");
      assertThat(result.get("attempts").asInt()).isEqualTo(3);
      assertThat(result.get("message").asText()).contains("the sandbox died", "3 attempts");
      assertThat(kills).as("times the daemon was killed").isEqualTo(3);
      before.addAll(after);
      for (String neighbour : before) {
        isAccepted(client.result(neighbour, LIMIT));
      }
    }
  }

  private static void isAccepted(JsonNode result) {
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
  }

  private static List<String> submit(Client client) {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < NEIGHBOURS; i++) {
      tokens.add(client.submit(bash("sleep 0.3; cat"), LIMIT));
    }
    return tokens;
  }

  private static ObjectNode bash(String code) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return submission.put("cache", false);
  }
}
