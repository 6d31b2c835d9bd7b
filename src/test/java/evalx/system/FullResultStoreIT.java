package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A caller has jobs accepted whose results together are larger than the store. */
@Tag("slow")
class FullResultStoreIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** Of 3 to 5 MB each, packed. */
  private static final int JOBS = 24;

  private static final int CASES = 100;
  private static final String NOISE = "head -c 48000 /dev/urandom | base64 -w 0";

  @Test
  void itsJobsWaitForRoomThatOthersHaveAndNoneOfThemEndsWithoutAResult() {
    var settings =
        Map.of(
            "ADMIN_TOKEN", SharedProduct.ADMIN_TOKEN,
            "LANGUAGES", "bash",
            "MAX_CONCURRENT_JOBS", "2",
            "REDIS_MAX_MEMORY", "96mb");
    try (var product = Product.start(settings)) {
      var client = product.client();
      var waiting = submit(client);

      await("it has its share")
          .atMost(LIMIT)
          .until(() -> client.post(Client.bytes(bash("true"))).statusCode() == 429);
      var refused = client.post(Client.bytes(bash("true")));
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.body()).contains("Too many results");
      endOfOther(client);
      assertThat(new BashJobs(product).problems()).doesNotContain("worker_outage");
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

  /** Another caller submits a job, which runs although the first one has jobs that wait. */
  private static void endOfOther(Client client) {
    var request =
        client
            .request("/execute?wait=60")
            .header("X-Auth-Token", SharedProduct.ADMIN_TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Client.bytes(bash("true"))));
    var answer = client.send(request.build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Client.json(answer.body()).get("status").asText()).isEqualTo("Accepted");
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
