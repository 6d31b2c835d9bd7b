package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What other engines do otherwise, and what is to be sent instead, as docs/judging.md has it. */
@ExtendWith(SharedProduct.class)
class OtherEnginesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int LARGE_INPUT = 3_000_000;

  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  private static ObjectNode program(String language, String code) {
    var submission = Client.JSON.createObjectNode().put("language", language).put("code", code);
    return submission.put("cache", false);
  }

  private static ObjectNode program(
      String language, String code, Map<String, String> testCase, String... options) {
    var submission = program(language, code);
    testCase.forEach(submission.putArray("test_cases").addObject()::put);
    for (var option : options) {
      submission.withArray("compiler_options").add(option);
    }
    return submission;
  }

  private static JsonNode result(ObjectNode submission) {
    return client.result(client.submit(submission), LIMIT);
  }

  private static void assertEnds(String status, ObjectNode submission) {
    var result = result(submission);
    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo(status);
  }

  @Test
  void theCaseOfLettersCountsUnlessTheCheckerIgnoresIt() {
    var submission = program("bash", "echo yes", Map.of("expected_output", "YES\n"));
    assertEnds("Wrong Answer", submission);

    submission.putObject("checker").put("type", "tokens").put("ignore_case", true);
    assertEnds("Accepted", submission);
  }

  @Test
  void noNewlineIsAddedToAnInput() {
    var code = "while read -r l; do echo \"[$l]\"; done";
    var lines = "[a]\n[b]\n";
    assertEnds(
        "Wrong Answer", program("bash", code, Map.of("stdin", "a\nb", "expected_output", lines)));
    assertEnds(
        "Accepted", program("bash", code, Map.of("stdin", "a\nb\n", "expected_output", lines)));
  }

  @Test
  void aLongOutputIsWholeInTheFileThatKeepsIt() {
    var submission = program("python", "print('a' * 200000)");
    var shown = result(submission).at("/results/0");
    assertThat(shown.get("stdout_truncated").asBoolean()).isTrue();
    assertThat(shown.has("stdout_file")).isFalse();

    var kept = result(submission.put("keep_output", true)).at("/results/0/stdout_file").asText();
    assertThat(client.get("/files/" + kept).body()).isEqualTo("a".repeat(200_000) + "\n");
  }

  @Test
  void anInputThatABodyHasNoRoomForIsSentApart() {
    var input = "1".repeat(LARGE_INPUT);
    var code = "print(len(input()))";
    var body = Client.bytes(program("python", code, Map.of("stdin", input)));
    var refused =
        client.send(
            client
                .request("/submissions")
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);

    var file = new StoredFiles(client).id(input.getBytes(StandardCharsets.UTF_8));
    var right = Map.of("stdin_file", file, "expected_output", LARGE_INPUT + "\n");
    assertEnds("Accepted", program("python", code, right));
  }

  @Test
  void aRunIsDoneAgainWhereTheCacheIsNotAsked() {
    var submission = program("python", "import random\nprint(random.random())");
    assertThat(stdout(submission)).isNotEqualTo(stdout(submission));

    submission.put("cache", true);
    assertThat(stdout(submission)).isEqualTo(stdout(submission));
  }

  private static String stdout(ObjectNode submission) {
    return result(submission).at("/results/0/stdout").asText();
  }

  @Test
  void previewFeaturesNeedTheVersionThatTheyAreOf() {
    var code =
        "public class Main { static String g(Object o) {"
            + " return switch (o) { case Integer i -> \"int\"; default -> \"other\"; }; }"
            + " public static void main(String[] a) { System.out.println(g(3)); } }";
    var right = Map.of("expected_output", "int\n");
    var submission = program("java", code, right, "--enable-preview", "--release=17");

    assertEnds("Accepted", submission.put("version", "17"));
  }
}
