package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The bench measures; how fast is not the tests' business. */
@Tag("slow")
@ExtendWith(SharedProduct.class)
class BenchIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path folder;

  /** What one round of a measure finds, which it also prints. */
  private JsonNode figures(Product product, String... measure) throws IOException {
    var file = folder.resolve("figures.json").toString();
    var rest = Stream.of("--rounds", "1", "--json", file);
    var words = Stream.concat(Stream.concat(Stream.of("bench"), Stream.of(measure)), rest);

    var outcome = product.script(LIMIT, words.toArray(String[]::new));

    assertThat(outcome.status()).as(outcome.output()).isZero();
    var figures = Client.json(Files.readString(Path.of(file))).get("figures");
    assertThat(outcome.output()).contains("MEASURE");
    figures.forEach(figure -> assertThat(outcome.output()).contains(figure.get("name").asText()));
    return figures;
  }

  @Test
  void latencyComesWithPercentilesAndBare(Product product) throws IOException {
    var figures = figures(product, "latency", "--submissions", "10");

    assertThat(figures).hasSize(3);
    assertThat(figures.get(0).get("name").asText()).isEqualTo("latency p50");
    assertThat(figures.get(1).get("name").asText()).isEqualTo("latency p99");
    assertThat(figures.get(2).get("name").asText()).isEqualTo("memory of the server");
    for (int i = 0; i < 2; i++) {
      assertThat(figures.get(i).get("value").asDouble()).isPositive();
      assertThat(figures.get(i).get("bare").asDouble()).isPositive();
      assertThat(figures.get(i).get("ratio").asDouble()).isPositive();
      assertThat(figures.get(i).get("target").asText()).isNotEmpty();
      assertThat(figures.get(i).get("rounds")).hasSize(1);
    }
  }

  @Test
  void streamsAreMeasured(Product product) throws IOException {
    assertThat(figures(product, "streams", "--submissions", "10"))
        .extracting(figure -> figure.get("name").asText())
        .startsWith("memory of 20 streams", "threads of 20 streams");
  }

  @Test
  void thePageIsMeasured(Product product) throws IOException {
    var figures = figures(product, "page");

    assertThat(figures)
        .extracting(figure -> figure.get("name").asText())
        .startsWith("page, first load", "page, usable", "page, frame p95 of 1000 cases scrolling");
    assertThat(figures).allMatch(figure -> figure.get("value").asDouble() > 0);
  }
}
