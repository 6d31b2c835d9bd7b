package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What is done once although it is asked for often. KillIT has a cache that is full, and one that
 * is away.
 */
@ExtendWith(SharedProduct.class)
class CachesIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Random RANDOM = new Random();

  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  /** One that was never compiled before, anywhere. */
  private static ObjectNode unique(String language, int... sums) {
    var submission = Programs.sums(language, sums);
    return submission.put("code", submission.get("code").asText() + "\n// " + RANDOM.nextLong());
  }

  private static List<JsonNode> results(List<String> tokens) {
    return tokens.stream().map(token -> client.result(token, LIMIT)).toList();
  }

  private static long compiled(List<JsonNode> results) {
    return results.stream().filter(result -> !result.get("compile_cached").asBoolean()).count();
  }

  @Test
  void fiftyIdenticalSubmissionsAreCompiledOnce() {
    var submission = unique("cpp", 0, 3, -1);
    var tokens = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      tokens.add(client.submit(submission));
    }

    var results = results(tokens);

    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.get("status").asText()).isEqualTo("Wrong Answer");
              assertThat(result.get("passed").asInt()).isEqualTo(2);
            });
    assertThat(compiled(results)).isEqualTo(1);
  }

  @Test
  void fiftyIdenticalErrorsAreFoundOnce() {
    var submission = unique("c", 0).put("code", "int main( // " + RANDOM.nextLong());
    var tokens = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      tokens.add(client.submit(submission));
    }

    var results = results(tokens);

    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.get("status").asText()).isEqualTo("Compilation Error");
              assertThat(result.get("compile_output").asText()).contains("error");
            });
    assertThat(compiled(results)).isEqualTo(1);
  }

  /** What this node counted of a language so far, such as of evalx_runs. */
  private static long counted(String what, String language, boolean cached) {
    return client
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(what + "_total{"))
        .filter(line -> line.contains("language=\"" + language + "\""))
        .filter(line -> line.contains("cached=\"" + cached + "\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Misses and hits of programs, and of runs. */
  private static List<Long> counted(String language) {
    return Stream.of("evalx_programs", "evalx_runs")
        .flatMap(what -> Stream.of(false, true).map(cached -> counted(what, language, cached)))
        .toList();
  }

  /** In a language that no other test here uses. */
  @Test
  void hitsAndMissesAreCountedByLanguage() {
    var submission = Programs.sums("python", 0, 3, 6);
    submission.put("code", submission.get("code").asText() + "\n# " + RANDOM.nextLong());
    var before = counted("python");
    for (boolean cache : new boolean[] {true, true, false}) {
      client.result(client.submit(submission.deepCopy().put("cache", cache)), LIMIT);
    }

    var expected =
        List.of(before.get(0) + 2, before.get(1) + 1, before.get(2) + 6, before.get(3) + 3);
    await().untilAsserted(() -> assertThat(counted("python")).isEqualTo(expected));
  }

  private static JsonNode results(ObjectNode submission) {
    return client.result(client.submit(submission), LIMIT).get("results");
  }

  @Test
  void aSubmissionMayRefuseWhatWasCompiledAndRunBefore() {
    var submission = unique("c", 0, 3);
    assertThat(results(submission))
        .allSatisfy(c -> assertThat(c.get("cached").asBoolean()).isFalse());
    // A cache that was slow is left alone for a second, and that run is not kept.
    await()
        .untilAsserted(
            () ->
                assertThat(results(submission))
                    .allSatisfy(c -> assertThat(c.get("cached").asBoolean()).isTrue()));

    var again = client.result(client.submit(submission.put("cache", false)), LIMIT);

    assertThat(again.get("compile_cached").asBoolean()).isFalse();
    assertThat(again.get("results"))
        .allSatisfy(c -> assertThat(c.get("cached").asBoolean()).isFalse());
  }
}
