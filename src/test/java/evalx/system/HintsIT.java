package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hints on the programs that their rules name, in languages that start quickly. */
@ExtendWith(SharedProduct.class)
class HintsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static Client client;
  private static HintExamples examples;

  @BeforeAll
  static void send(Product product) {
    client = product.client();
    examples = new HintExamples(client);
    examples.send(HintExamples.rules(HintExamples.QUICK::contains));
  }

  static Stream<Named<JsonNode>> rules() {
    return HintExamples.rules(HintExamples.QUICK::contains).stream()
        .map(rule -> Named.of(rule.get("id").asText(), rule));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleHoldsForItsProgramsOnly(JsonNode rule) {
    examples.check(rule);
  }

  private static ObjectNode echo(String expected) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", "cat");
    submission
        .putArray("test_cases")
        .addObject()
        .put("stdin", "one\ntwo\n")
        .put("expected_output", expected);
    return submission;
  }

  @Test
  void theFirstDifferenceIsShown() {
    var result = client.result(client.submit(echo("one\nTwo\n").put("hints", true)), LIMIT);

    assertThat(result.at("/results/0/difference"))
        .isEqualTo(
            Client.json(
                """
                {"kind": "case", "line": 2, "column": 1, "expected": "Two", "got": "two"}
                """));
    assertThat(result.at("/results/0/hints/0/id").asText()).isEqualTo("only-case-differs");
  }

  @Test
  void nothingIsExplainedUnlessAskedFor() {
    var result = client.result(client.submit(echo("one\nTwo\n")), LIMIT).at("/results/0");

    assertThat(result.has("difference")).isFalse();
    assertThat(result.get("hints")).isEmpty();
  }

  @Test
  void noLanguageModelIsAskedUnlessAnOperatorNamesOne() {
    var token = client.submit(echo("other"));
    client.result(token, LIMIT);

    var answer = client.get("/submissions/" + token + "/hint");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Client.json(answer.body()).get("title").asText()).isEqualTo("No language model");
  }
}
