package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A hundred submissions at once, each of which must end correctly whatever happens in the meantime.
 */
final class Burst {
  private static final int SUBMISSIONS = 100;
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final List<String> LANGUAGES = List.of("python", "c", "python", "bash", "bash");

  private final Client client;
  private final List<String> tokens = new ArrayList<>();

  private Burst(Client client) {
    this.client = client;
  }

  /** Sends them; some are slow, so that many are still queued or running when this returns. */
  static Burst send(Client client) {
    var burst = new Burst(client);
    for (int i = 0; i < SUBMISSIONS; i++) {
      burst.tokens.add(client.submit(submission(i)));
    }
    return burst;
  }

  private static ObjectNode submission(int number) {
    var language = LANGUAGES.get(number % LANGUAGES.size());
    // Not from the cache of runs, from which they would all have ended at once.
    var submission = Programs.sums(language, 0, 3, sum(number)).put("cache", false);
    if (language.equals("python")) {
      submission.put("code", Programs.find(language, "slow_sum").orElseThrow());
    }
    return submission;
  }

  /** Every seventh expects a wrong third sum: verdicts must stay with their submissions. */
  private static int sum(int number) {
    return number % 7 == 0 ? -1 : 6;
  }

  /** Waits until some have ended and others have not. */
  Burst underWay() {
    await("some submissions end")
        .atMost(Duration.ofSeconds(60))
        .until(() -> ended() >= SUBMISSIONS / 10);
    assertThat(ended()).as("submissions that have ended").isLessThan(SUBMISSIONS);
    return this;
  }

  private long ended() {
    return tokens.stream().filter(token -> client.find(token, 0).statusCode() == 200).count();
  }

  /** A token that has not ended. */
  String pending() {
    return tokens.get(SUBMISSIONS - 1);
  }

  /** All end, each with the verdict that is its own. */
  void allEndRight() {
    for (int i = 0; i < SUBMISSIONS; i++) {
      var result = client.result(tokens.get(i), LIMIT);
      var right = sum(i) == 6;
      assertThat(result.get("status").asText())
          .as("submission %d: %s", i, result)
          .isEqualTo(right ? "Accepted" : "Wrong Answer");
      assertThat(result.get("passed").asInt()).isEqualTo(right ? 3 : 2);
      assertThat(result.get("results").get(2).get("stdout").asText()).isEqualTo("6\n");
    }
  }
}
