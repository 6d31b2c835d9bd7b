package evalx.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way a program can end, in every language, through the front door. */
@ExtendWith(SharedProduct.class)
class VerdictsIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** Java cannot raise two of the signals on purpose, and Bash is not checked before it runs. */
  private static final Map<String, Integer> GAPS = Map.of("java", 2, "bash", 2);

  private static Client client;
  private static VerdictTable cold;
  private static VerdictTable warm;
  private static VerdictTable again;

  @BeforeAll
  static void sendAll(Product product) {
    client = product.client();
    cold = VerdictTable.send(client, true);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("evalx.system.VerdictTable#rows")
  void verdict(String language, Expectation expectation) {
    cold.result(language, expectation);
  }

  /** With what was compiled and run before: only what ended in a limit is run again. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("evalx.system.VerdictTable#rows")
  void theSameVerdictWhenItIsKnown(String language, Expectation expectation) {
    if (warm == null) {
      cold.ended();
      warm = VerdictTable.send(client, true);
    }
    warm.isAsIn(cold, language, expectation);
    var result = warm.result(language, expectation);
    if (expectation == Expectation.COMPILE_ERROR) {
      assertThat(result.get("compile_cached").asBoolean()).isTrue();
    }
    // A fork bomb may end by itself or in a limit.
    if (expectation != Expectation.FORK_BOMB) {
      assertThat(result.get("results"))
          .allSatisfy(
              c -> assertThat(c.get("cached").asBoolean()).isEqualTo(!expectation.isOfTheMoment()));
    }
  }

  /** With what was compiled before, but every run done again. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("evalx.system.VerdictTable#rows")
  @Tag("slow")
  void theSameVerdictWhenItIsRunAgain(String language, Expectation expectation) {
    if (again == null) {
      cold.ended();
      again = VerdictTable.send(client, false);
    }
    again.isAsIn(cold, language, expectation);
    assertThat(again.result(language, expectation).get("results"))
        .allSatisfy(c -> assertThat(c.get("cached").asBoolean()).isFalse());
  }

  @Test
  void theTableHasNoGaps() {
    var full = Expectation.values().length;
    for (var language : Programs.LANGUAGES) {
      assertThat(VerdictTable.rows().map(Arguments::get).filter(row -> row[0].equals(language)))
          .as(language)
          .hasSize(full - GAPS.getOrDefault(language, 0));
    }
  }

  @ParameterizedTest
  @FieldSource("evalx.system.Programs#LANGUAGES")
  void twentyTestCasesHaveTwentyVerdicts(String language) {
    var sums = IntStream.range(0, 20).map(i -> i % 7 == 3 ? -1 : 3 * i).toArray();
    var result = result(client.submit(Programs.sums(language, sums)));
    assertThat(result.get("status").asText()).isEqualTo("Wrong Answer");
    assertThat(result.get("total").asInt()).isEqualTo(20);
    assertThat(result.get("passed").asInt()).isEqualTo(17);
    for (int i = 0; i < 20; i++) {
      var testCase = result.get("results").get(i);
      assertThat(testCase.get("status").asText())
          .as("%s case %d", language, i)
          .isEqualTo(i % 7 == 3 ? "Wrong Answer" : "Accepted");
      assertThat(testCase.get("stdout").asText()).isEqualTo(3 * i + "\n");
    }
  }

  @Test
  void everyAnswerIsAsDescribed() {
    var described = new OpenApi(client);
    var error = Programs.sums("c", 0).put("code", "int main(");
    for (ObjectNode submission : List.of(Programs.sums("c", 0, 3, -1), error)) {
      var taken = client.post(Client.bytes(submission));
      described.describes("post", "/submissions", taken);
      var token = Client.json(taken.body()).get("token").asText();
      described.describes("get", "/submissions/{token}", client.find(token, 0));
      result(token);
      described.describes("get", "/submissions/{token}", client.find(token, 0));
    }
    described.describes("get", "/languages", client.get("/languages"));
    described.describes("get", "/submissions/{token}", client.find("no-token", 0));
    described.describes("post", "/submissions", client.post("{}".getBytes(UTF_8)));
  }

  private static JsonNode result(String token) {
    return client.result(token, LIMIT);
  }
}
