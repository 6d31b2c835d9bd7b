package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  private static final int LARGEST = 64 << 20;
  private static final int MANY = 1000;

  private static Product product;
  private static Client client;
  private static StoredFiles files;

  @BeforeAll
  static void start() {
    product = Product.start(Map.of());
    client = product.client();
    files = new StoredFiles(client);
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  private static ObjectNode echo() {
    var submission = Client.JSON.createObjectNode().put("language", "c").put("code", ECHO);
    submission.putObject("checker").put("type", "exact");
    return submission;
  }

  private static byte[] content(int bytes, int number) {
    var content = ByteBuffer.allocate(bytes);
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
    var submission = echo();
    var cases = submission.putArray("test_cases");
    for (int i = 0; i < CASES; i++) {
      var content = content(BYTES, i);
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

  /** As large as files and outputs may be: of the two outputs, there is room to keep one. */
  @Test
  void testCasesOf64MebibytesInAndOut() {
    var content = content(LARGEST, CASES);
    var right = files.id(content);
    content[LARGEST - 1]++;
    var wrong = files.id(content);
    var submission = echo().put("output_limit", "64m").put("keep_output", true);
    var cases = submission.putArray("test_cases");
    cases.addObject().put("stdin_file", right).put("expected_output_file", right);
    cases.addObject().put("stdin_file", right).put("expected_output_file", wrong);

    var result = client.result(client.submit(submission), LIMIT);

    var results = result.get("results");
    assertThat(results.findValuesAsText("status")).containsExactly("Accepted", "Wrong Answer");
    assertThat(results.findValuesAsText("stdout_file")).containsExactly(right);
    assertThat(results.findValuesAsText("message"))
        .containsOnlyOnce("stdout is not kept: the submission has 64 MiB in all");
    assertThat(result.get("attempts").asInt()).isEqualTo(1);
  }

  @Test
  void aFileOfMoreThan64MebibytesIsRefused() {
    var refused = files.send(new byte[LARGEST + 1]);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(413);
  }

  @Test
  void aThousandTestCases() {
    var submission = echo();
    var cases = submission.putArray("test_cases");
    for (int i = 0; i < MANY; i++) {
      cases.addObject().put("stdin", i + "\n").put("expected_output", i + "\n");
    }
    cases.addObject();
    assertThat(client.post(Client.bytes(submission)).statusCode()).isEqualTo(422);
    cases.remove(MANY);

    var token = client.submit(submission);

    var result = client.result(token, LIMIT);
    assertThat(result.get("status").asText()).isEqualTo("Accepted");
    assertThat(result.get("passed").asInt()).isEqualTo(MANY);
    var last = client.get("/submissions/" + token + "/cases/" + (MANY - 1));
    assertThat(Client.json(last.body()).get("stdout").asText()).isEqualTo(MANY - 1 + "\n");
  }
}
