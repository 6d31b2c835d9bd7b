package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The largest bodies that a setting allows, on the heap that is planned for them. */
@Tag("slow")
class BodyLimitIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int MAX_BODY = 64 << 20;
  private static final int INPUT = 48 << 20;

  @Test
  void aBodyBelowTheLimitIsRunWholeAndOneAboveItIsRefused() {
    var settings =
        Map.of(
            "MAX_BODY_BYTES", Integer.toString(MAX_BODY),
            "MAX_CONCURRENT_JOBS", "1",
            "MAX_CONCURRENT_SANDBOXES", "1");
    try (var product = Product.start(settings)) {
      var client = product.client();
      var server = product.process(Part.SERVER);

      for (int i = 0; i < 2; i++) {
        var result = client.result(client.submit(count(INPUT)), LIMIT);
        assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
        assertThat(result.at("/results/0/stdout").asText()).isEqualTo(INPUT + "\n");
      }
      assertTooLarge(client);

      assertThat(product.process(Part.SERVER)).isPresent().isEqualTo(server);
    }
  }

  private static ObjectNode count(int bytes) {
    var submission = Client.JSON.createObjectNode().put("language", "python").put("cache", false);
    submission.put("code", "import sys\nprint(len(sys.stdin.buffer.read()))");
    submission.withArray("test_cases").addObject().put("stdin", "1".repeat(bytes));
    return submission;
  }

  private static void assertTooLarge(Client client) {
    var refused =
        client.send(
            client
                .request("/submissions")
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .POST(BodyPublishers.ofByteArray(Client.bytes(count(MAX_BODY))))
                .build());

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(refused.body()).contains(Integer.toString(MAX_BODY));
  }
}
