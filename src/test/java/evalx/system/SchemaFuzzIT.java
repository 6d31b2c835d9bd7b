package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of requests made from /openapi by Schemathesis: no answer is a 5xx, or one that it does
 * not describe. {@link GeneratedRequestsIT} needs no PyPI for that.
 */
@Tag("slow")
class SchemaFuzzIT {
  private static final Duration LIMIT = Duration.ofMinutes(12);
  private static final int MIN_REQUESTS = 5000;
  private static final int MIN_OF_OPERATORS = 1000;
  private static final String ADMIN_TOKEN = "secret-of-the-fuzzer";
  private static final Pattern REQUESTS = Pattern.compile("([0-9]+) generated");

  @TempDir private static Path folder;

  @Test
  void everyAnswerIsDescribed() {
    fuzz(MIN_REQUESTS, List.of());
  }

  @Test
  void everyAnswerToAnOperatorIsDescribed() {
    fuzz(MIN_OF_OPERATORS, List.of(ADMIN_TOKEN));
  }

  private static void fuzz(int min, List<String> token) {
    try (var product = Product.start(Map.of("HISTORY", "true", "ADMIN_TOKEN", ADMIN_TOKEN))) {
      var url = "http://127.0.0.1:" + product.port("PORT");
      var words =
          Stream.concat(Stream.of("src/test/fuzz/run.sh", url, folder.toString()), token.stream());
      var fuzz = Script.runProgram(LIMIT, words.toArray(String[]::new));

      assertThat(fuzz.status()).as(fuzz.output()).isZero();
      var requests = REQUESTS.matcher(fuzz.output());
      assertThat(requests.find()).as(fuzz.output()).isTrue();
      assertThat(Integer.parseInt(requests.group(1))).isGreaterThanOrEqualTo(min);
    }
  }
}
