package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
  private static final String TOKEN = "administrator-of-the-fuzzer";
  private static final int MIN_REQUESTS = 5000;
  private static final Pattern REQUESTS = Pattern.compile("([0-9]+) generated");

  @TempDir private Path folder;

  /** A language whose self-test has not ended is answered with 503. */
  private static void awaitLanguages(Product product) {
    var request = product.client().request("/languages").header("X-Auth-Token", TOKEN).GET();
    await("the self-tests")
        .atMost(LIMIT)
        .until(
            () -> product.client().send(request.build()).body(),
            languages -> !languages.contains("\"reason\":\"no worker"));
  }

  @Test
  void everyAnswerIsDescribed() {
    try (var product = Product.start(Map.of("HISTORY", "true", "ADMIN_TOKEN", TOKEN))) {
      awaitLanguages(product);
      var url = "http://127.0.0.1:" + product.port("PORT");
      var fuzz = Script.runProgram(LIMIT, "src/test/fuzz/run.sh", url, folder.toString(), TOKEN);

      assertThat(fuzz.status()).as(fuzz.output()).isZero();
      var requests = REQUESTS.matcher(fuzz.output());
      assertThat(requests.find()).as(fuzz.output()).isTrue();
      assertThat(Integer.parseInt(requests.group(1))).isGreaterThanOrEqualTo(MIN_REQUESTS);
    }
  }
}
