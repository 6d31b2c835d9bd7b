package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server is killed in the moment in which submissions begin and end. */
@Tag("slow")
class HistoryCrashIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Test
  void theHistoryKnowsWhatHappenedJustBeforeTheCrash() throws Exception {
    try (var product = Product.start(Map.of("HISTORY", "true"))) {
      var client = product.client();
      var tokens = new ArrayList<String>();
      // Long enough that its beginning is in the spool, and its end is not.
      tokens.add(ended(client, program("sleep 2; echo 0")));
      // So short that neither may be.
      for (int i = 0; i < 5; i++) {
        tokens.add(ended(client, program("echo 0 # " + i)));
      }

      product.crash(Part.SERVER);

      for (String token : tokens) {
        await("the end of " + token + " in the history")
            .atMost(LIMIT)
            .ignoreExceptions()
            .until(() -> history(client, token).at("/result/status").asText().equals("Accepted"));
        assertThat(history(client, token).at("/source/files/0/content").asText())
            .startsWith(token.equals(tokens.get(0)) ? "sleep" : "echo");
      }
    }
  }

  private static ObjectNode program(String code) {
    return Programs.sums("bash", 0).put("code", code);
  }

  private static String ended(Client client, ObjectNode program) {
    var token = client.submit(program);
    client.result(token, LIMIT);
    return token;
  }

  private static JsonNode history(Client client, String token) {
    return Client.json(client.get("/submissions/" + token + "/history").body());
  }
}
