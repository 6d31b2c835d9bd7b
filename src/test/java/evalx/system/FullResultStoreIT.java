package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs are accepted whose results together are larger than the store. */
@Tag("slow")
class FullResultStoreIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** Of 3 to 5 MB each, packed. */
  private static final int JOBS = 16;

  private static final int CASES = 100;
  private static final String NOISE = "head -c 48000 /dev/urandom | base64 -w 0";

  @Test
  void jobsWaitForRoomAndNoneOfThemEndsWithoutAResult() {
    var settings =
        Map.of(
            "ADMIN_TOKEN", SharedProduct.ADMIN_TOKEN,
            "LANGUAGES", "bash",
            "OUTAGE_WAIT", "2",
            "REDIS_MAX_MEMORY", "40mb");
    try (var product = Product.start(settings)) {
      var client = product.client();
      var waiting = submit(client);

      await("the worker stands still")
          .atMost(LIMIT)
          .until(() -> new BashJobs(product).problems().contains("worker_outage"));
      var refused = client.post(Client.bytes(bash("true")));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("The result store is full");
      assertThat(takeResults(client, waiting)).isPositive();
      assertThat(waiting).isNotEmpty();

      await("room for the others, which end")
          .atMost(LIMIT)
          .until(
              () -> {
                takeResults(client, waiting);
                return waiting.isEmpty();
              });
    }
  }

  /** Takes those that are there out of the store; says how many these were. */
  private static int takeResults(Client client, List<String> waiting) {
    var ended = new ArrayList<String>();
    for (String token : waiting) {
      var answer = client.find(token, 0);
      if (answer.statusCode() == 200) {
        assertThat(Client.json(answer.body()).get("status").asText())
            .as("%.300s", answer.body())
            .isEqualTo("Accepted");
        client.send(client.request("/submissions/" + token).DELETE().build());
        ended.add(token);
      }
    }
    waiting.removeAll(ended);
    return ended.size();
  }

  private static List<String> submit(Client client) {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < JOBS; i++) {
      var submission = bash(NOISE).put("cache", false);
      var cases = submission.putArray("test_cases");
      for (int number = 0; number < CASES; number++) {
        cases.addObject().put("stdin", "");
      }
      tokens.add(client.submit(submission));
    }
    return tokens;
  }

  private static ObjectNode bash(String code) {
    return Client.JSON.createObjectNode().put("language", "bash").put("code", code);
  }
}
