package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interactive problems: a program and an interactor talk, and what becomes of it is told apart. */
@ExtendWith(SharedProduct.class)
class InteractorsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) Client.json(text);
  }

  private static JsonNode result(ObjectNode submission) {
    return client.result(client.submit(submission), LIMIT);
  }

  @Test
  void aProgramTalksToAnInteractor() {
    var submission =
        json("{\"language\": \"bash\"}").put("code", "read n; echo $((n + 1)); read said");
    submission
        .putObject("checker")
        .put("type", "interactive")
        .set(
            "program",
            json("{\"language\": \"bash\"}")
                .put(
                    "code",
                    "n=$(<$1); echo $n; read m; echo thanks; ((m == n + 1)) && echo ok >&2"));
    submission.putArray("test_cases").addObject().put("stdin", "1");
    submission.withArray("test_cases").addObject().put("stdin", "41");

    var result = result(submission);

    assertThat(result.get("results").findValuesAsText("status"))
        .containsOnly("Accepted")
        .hasSize(2);
    assertThat(result.at("/results/1/stdout").asText()).isEqualTo("42\n");
    assertThat(result.at("/results/1/message").asText()).isEqualTo("ok");
    assertThat(result.get("driver").asText()).isEqualTo("native");
  }

  /** Tells a number, and waits for the next one. */
  private static final String WANTS_NEXT =
      """
      n=$(<$1)
      echo $n
      read m || { echo heard nothing >&2; exit 1; }
      [[ $m != listen ]] || exec cat >/dev/null
      [[ $m != crash ]] || kill -ABRT $$
      ((m == n + 1)) || { echo no >&2; exit 1; }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read n; echo $((n + 1))    | Accepted               |",
        "read n; echo $n; read said; exit 0 | Wrong Answer           | no",
        "read n                     | Wrong Answer           | heard nothing",
        "read n; kill -SEGV $$      | Runtime Error (SIGSEGV)| ",
        "read n; exit 3             | Runtime Error (NZEC)   | ",
        "read n; read said          | Time Limit Exceeded    | the interactor was still waiting",
        "echo listen; exec yes      | Output Limit Exceeded  | ",
        "echo crash; read n; read n | Checker Error          | the interactor failed: it was ended"
            + " by SIGABRT",
      })
  void howATalkEnds(String code, String status, String message) {
    var submission = json("{\"language\": \"bash\"}").put("code", code);
    submission.put("wall_timeout", status.startsWith("Time") ? 1.5 : 60);
    submission
        .putObject("checker")
        .put("type", "interactive")
        .set("program", json("{\"language\": \"bash\"}").put("code", WANTS_NEXT));
    submission.putArray("test_cases").addObject().put("stdin", "41");

    var result = result(submission);

    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo(status);
    var said = result.at("/results/0/message").asText("");
    if (message == null) {
      assertThat(said).isEmpty();
    } else {
      assertThat(said).contains(message);
    }
  }
}
