package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jobs in the hands of a server that dies run side by side again, not one after another. */
@Tag("slow")
class CrashRecoveryIT {
  private static final int JOBS = 64;
  private static final int SECONDS = 10;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Test
  void jobsInHandAreDoneSoonAfterTheRestart() {
    // One place more, because the last one takes no jobs of the only caller.
    var settings =
        Map.of(
            "MAX_CONCURRENT_JOBS", Integer.toString(JOBS + 1),
            "MAX_CONCURRENT_SANDBOXES", Integer.toString(JOBS));
    try (var product = Product.start(settings)) {
      var client = product.client();
      var undisturbed = timeToEnd(client, submit(client));
      var tokens = submit(client);
      await("all jobs in hand").atMost(LIMIT).until(() -> allRun(client, tokens));

      product.crash(Part.SERVER);
      await("the server is ready").atMost(LIMIT).ignoreExceptions().until(() -> isReady(client));
      var recovery = timeToEnd(client, tokens);

      assertThat(recovery)
          .as("undisturbed: %s", undisturbed)
          .isLessThan(undisturbed.multipliedBy(2));
    }
  }

  private static List<String> submit(Client client) {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < JOBS; i++) {
      var code = "sleep " + SECONDS;
      var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
      tokens.add(client.submit(submission.put("cache", false)));
    }
    return tokens;
  }

  private static boolean allRun(Client client, List<String> tokens) {
    return tokens.stream()
        .map(token -> Client.json(client.find(token, 0).body()).get("status").asText())
        .allMatch("Processing"::equals);
  }

  private static boolean isReady(Client client) {
    return client.get("/health/ready").statusCode() == 200;
  }

  /** Waits until all have ended well. */
  private static Duration timeToEnd(Client client, List<String> tokens) {
    var start = Instant.now();
    for (String token : tokens) {
      var result = client.result(token, LIMIT);
      assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    }
    return Duration.between(start, Instant.now());
  }
}
