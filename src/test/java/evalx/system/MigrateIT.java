package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The data of an older EvalX, of which {@code src/test/resources/state} keeps an example. */
@Tag("slow")
class MigrateIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path STATES = Path.of("src/test/resources/state");

  private static List<String> tokens(String which) throws IOException {
    try (var lines = Files.lines(STATES.resolve("form-1.txt"))) {
      return lines
          .filter(line -> line.startsWith(which + " "))
          .map(line -> line.substring(which.length()).strip())
          .toList();
    }
  }

  @Test
  void resultsAreThereAndJobsGoOnUnderTheirTokens() throws IOException {
    try (var product = Product.prepare(Map.of())) {
      var state = product.state();
      var archive = STATES.resolve("form-1.tar.gz").toString();
      Files.createDirectories(state);
      var unpacked = Script.runProgram(LIMIT, "tar", "-C", state.toString(), "-xzf", archive);
      assertThat(unpacked.status()).as(unpacked.output()).isZero();

      product.up();

      var client = product.client();
      var ended = client.find(tokens("ended").get(0), 0);
      assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
      assertThat(ended.body()).contains("\"status\":\"Accepted\"");
      for (var kind : List.of("running", "queued")) {
        for (var token : tokens(kind)) {
          var result = client.result(token, LIMIT);
          assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
        }
      }
      assertThat(state.resolve("version")).hasContent("2");
    }
  }
}
