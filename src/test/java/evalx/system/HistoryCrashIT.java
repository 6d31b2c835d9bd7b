package evalx.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server is killed in the moment in which a submission ends. */
@Tag("slow")
class HistoryCrashIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Test
  void theHistoryKnowsAnEndThatCameJustBeforeTheCrash() throws Exception {
    try (var product = Product.start(Map.of("HISTORY", "true"))) {
      var client = product.client();
      // Long enough that its beginning is noted.
      var program = Programs.sums("bash", 0).put("code", "sleep 2; echo 0");
      var token = client.submit(program);
      client.result(token, LIMIT);

      product.crash(Part.SERVER);

      await("its end in the history")
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(
              () -> {
                var path = "/submissions/" + token + "/history";
                var answer = client.send(client.request(path).GET().build());
                return Client.json(answer.body()).at("/result/status").asText().equals("Accepted");
              });
    }
  }
}
