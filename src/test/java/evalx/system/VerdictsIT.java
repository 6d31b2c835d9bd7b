package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
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

  /** Crashes by signals that the language can't raise on purpose are the only gaps in the table. */
  private static final Map<String, Integer> GAPS = Map.of("java", 2);

  private static Client client;
  private static final Map<String, String> TOKENS = new HashMap<>();

  static Stream<Arguments> table() {
    return Programs.LANGUAGES.stream()
        .flatMap(
            language ->
                Arrays.stream(Expectation.values())
                    .filter(e -> Programs.find(language, e.program()).isPresent())
                    .map(e -> arguments(language, e)));
  }

  /** All are sent first, so that they also compete for the sandbox. */
  @BeforeAll
  static void sendAll(Product product) {
    client = product.client();
    table()
        .map(Arguments::get)
        .forEach(
            row -> {
              var submission = ((Expectation) row[1]).submission((String) row[0]);
              TOKENS.put(row[0] + " " + row[1], client.submit(submission));
            });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void verdict(String language, Expectation expectation) {
    var result = result(TOKENS.get(language + " " + expectation));
    assertThatObject(result).as(result.toPrettyString()).satisfies(expectation::check);
  }

  /** With what was compiled before, and with runs that were done before or are done again. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void theSameVerdictWhenItIsKnown(String language, Expectation expectation) {
    var cold = result(TOKENS.get(language + " " + expectation));
    for (boolean cache : new boolean[] {true, false}) {
      var submission = expectation.submission(language).put("cache", cache);
      var warm = result(client.submit(submission));
      assertThatObject(warm).as(warm.toPrettyString()).satisfies(expectation::check);
      assertThat(warm.get("status")).isEqualTo(cold.get("status"));
      assertThat(warm.get("message")).isEqualTo(cold.get("message"));
      assertThat(warm.get("compile_output")).isEqualTo(cold.get("compile_output"));
      for (var testCase : warm.get("results")) {
        assertThat(testCase.get("cached").asBoolean())
            .isEqualTo(cache && !expectation.isOfTheMoment());
      }
    }
  }

  @Test
  void theTableHasNoGaps() {
    var full = Expectation.values().length;
    for (var language : Programs.LANGUAGES) {
      assertThat(table().map(Arguments::get).filter(row -> row[0].equals(language)))
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

  private static JsonNode result(String token) {
    return client.result(token, LIMIT);
  }
}
