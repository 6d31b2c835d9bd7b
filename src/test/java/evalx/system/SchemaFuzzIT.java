package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of requests made from /openapi: no answer is a 5xx, or one that it does not describe.
 */
@Tag("slow")
class SchemaFuzzIT {
  private static final Duration LIMIT = Duration.ofMinutes(12);
  private static final int MIN_REQUESTS = 5000;
  private static final Pattern REQUESTS = Pattern.compile("([0-9]+) generated");

  @TempDir private Path folder;

  @Test
  void everyAnswerIsDescribed() {
    try (var product = Product.start(Map.of("HISTORY", "true"))) {
      var url = "http://127.0.0.1:" + product.port("PORT");
      var fuzz = Script.runProgram(LIMIT, "src/test/fuzz/run.sh", url, folder.toString());

      assertThat(fuzz.status()).as(fuzz.output()).isZero();
      var requests = REQUESTS.matcher(fuzz.output());
      assertThat(requests.find()).as(fuzz.output()).isTrue();
      assertThat(Integer.parseInt(requests.group(1))).isGreaterThanOrEqualTo(MIN_REQUESTS);
    }
  }
}
