package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The verdicts of products that keep nothing, neither programs nor outcomes of runs: whatever
 * starts warm or is compiled by processes that live on, they are the same.
 */
@Tag("slow")
class UncachedVerdictsIT {
  private static Answers usual;
  private static Answers cold;
  private static Answers strict;

  /**
   * What a product said of the table.
   *
   * @param warm how many of its programs an interpreter started that was running already
   * @param told what its health says of warm starts
   * @param servers whether it had compilers that live on, by what the processes of its sandbox are
   */
  private record Answers(
      VerdictTable first, VerdictTable second, long warm, JsonNode told, boolean servers) {
    static Answers of(Map<String, String> more) {
      var settings = new HashMap<>(Map.of("COMPILE_CACHE", "false", "RUN_CACHE", "false"));
      settings.putAll(more);
      try (var product = Product.start(settings)) {
        var first = VerdictTable.send(product.client(), true).ended();
        var second = VerdictTable.send(product.client(), true).ended();
        return new Answers(first, second, warmStarts(product), told(product), hasServers(product));
      }
    }

    private static long warmStarts(Product product) {
      return product
          .client()
          .get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("evalx_warm_starts_total"))
          .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    }

    private static JsonNode told(Product product) {
      for (JsonNode check : Client.json(product.client().get("/health").body()).get("checks")) {
        if (check.get("name").asText().equals("sandbox")) {
          return check.at("/data/warm_starts");
        }
      }
      throw new AssertionError("there is no such check");
    }

    private static boolean hasServers(Product product) {
      return product.process(Part.SANDBOX).stream()
          .flatMap(ProcessHandle::descendants)
          .flatMap(process -> process.info().commandLine().stream())
          .anyMatch(command -> command.contains("/toolchain/compile-server"));
    }
  }

  @BeforeAll
  static void ask() {
    usual = Answers.of(Map.of());
    cold = Answers.of(Map.of("WARM", "false"));
    strict = Answers.of(Map.of("STRICT_COMPILERS", "true"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("evalx.system.VerdictTable#rows")
  void theSameVerdictEachTimeAndNothingFromACache(String language, Expectation expectation) {
    for (var answers : new Answers[] {usual, cold, strict}) {
      answers.second().isAsIn(answers.first(), language, expectation);
      var result = answers.second().result(language, expectation);
      assertThat(result.get("compile_cached").asBoolean()).isFalse();
      assertThat(result.get("results"))
          .allSatisfy(c -> assertThat(c.get("cached").asBoolean()).isFalse());
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("evalx.system.VerdictTable#rows")
  void theSameVerdictWhereNothingStartsWarm(String language, Expectation expectation) {
    cold.second().isAsIn(usual.second(), language, expectation);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("evalx.system.VerdictTable#rows")
  void theSameVerdictWhereEachSourceHasACompilerOfItsOwn(String language, Expectation expectation) {
    strict.second().isAsIn(usual.second(), language, expectation);
  }

  /** Otherwise these would be comparisons of a product with itself. */
  @Test
  void theProductsDiffer() {
    // Some hosts can start nothing warm, and health says so.
    var warm = usual.told().asText();
    assertThat(Stream.of(usual, cold, strict).map(answers -> answers.told().asText()))
        .as("health says so")
        .containsExactly(warm, "", warm);
    assertThat(Stream.of(usual, cold, strict).map(answers -> answers.warm() > 0))
        .as("programs were started warm")
        .containsExactly(warm.equals("true"), false, warm.equals("true"));
    assertThat(Stream.of(usual, cold, strict).map(Answers::servers))
        .as("compilers live on")
        .containsExactly(true, false, false);
  }
}
