package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verdicts of a product that keeps nothing, neither programs nor outcomes of runs. */
@Tag("slow")
class UncachedVerdictsIT {
  private static Product product;
  private static VerdictTable first;
  private static VerdictTable second;

  @BeforeAll
  static void start() {
    product = Product.start(Map.of("COMPILE_CACHE", "false", "RUN_CACHE", "false"));
    first = VerdictTable.send(product.client(), true).ended();
    second = VerdictTable.send(product.client(), true);
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("evalx.system.VerdictTable#rows")
  void theSameVerdictEachTimeAndNothingFromACache(String language, Expectation expectation) {
    second.isAsIn(first, language, expectation);
    var result = second.result(language, expectation);
    assertThat(result.get("compile_cached").asBoolean()).isFalse();
    assertThat(result.get("results"))
        .allSatisfy(c -> assertThat(c.get("cached").asBoolean()).isFalse());
  }
}
