package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More test data than any heap: the server has the heap of its default settings. */
@Tag("slow")
class ManyFilesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int CASES = 200;
  private static final int BYTES = 5 << 20;
  private static final String ECHO =
      "#include <unistd.h>\nstatic char b[65536];\nint main(void) { long n;"
          + " while ((n = read(0, b, sizeof b)) > 0) if (write(1, b, n) != n) return 1; }";

  private static byte[] content(int number) {
    var content = ByteBuffer.allocate(BYTES);
    for (int i = 0; content.hasRemaining(); i++) {
      content.putInt(i * (number + 1));
    }
    return content.array();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void twoHundredTestCasesOfFiveMebibytes() {
    try (var product = Product.start(Map.of())) {
      var client = product.client();
      var files = new StoredFiles(client);
      var submission = Client.JSON.createObjectNode().put("language", "c").put("code", ECHO);
      submission.putObject("checker").put("type", "exact");
      var cases = submission.putArray("test_cases");
      for (int i = 0; i < CASES; i++) {
        var content = content(i);
        assertThat(files.id(content)).isEqualTo(sha256(content));
        var testCase = cases.addObject();
        testCase.put("stdin_file", sha256(content)).put("expected_output_file", sha256(content));
      }

      for (int round = 0; round < 2; round++) {
        // The second is a request of some 40 KB, and all that is sent.
        var body = Client.bytes(submission);
        assertThat(body).hasSizeLessThan(64 << 10);
        var result = client.result(client.submit(submission), LIMIT);
        assertThat(result.get("status").asText())
            .as(result.get("message").asText())
            .isEqualTo("Accepted");
        assertThat(result.get("passed").asInt()).isEqualTo(CASES);
        assertThat(result.get("attempts").asInt()).isEqualTo(1);
      }
    }
  }
}
