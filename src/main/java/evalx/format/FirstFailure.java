package evalx.format;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.submission.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a submission failed, as its result says.
 *
 * @param head its result without the test cases
 * @param testCase the first that failed; empty where it did not compile
 */
public record FirstFailure(JsonNode head, Optional<JsonNode> testCase) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of those the program is not to blame for. */
  private static final Set<String> NO_FAILURES =
      Stream.of(
              Verdict.ACCEPTED,
              Verdict.SKIPPED,
              Verdict.CANCELLED,
              Verdict.EXPIRED,
              Verdict.REJECTED,
              Verdict.CHECKER_ERROR,
              Verdict.INTERNAL_ERROR)
          .map(Verdict::label)
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Reads a result as {@link ResultWriter} wrote it, of which no more than one test case is held in
   * memory; empty where nothing failed.
   *
   * @throws IOException when it cannot be read
   */
  public static Optional<FirstFailure> read(InputStream result) throws IOException {
    var head = JSON.createObjectNode();
    Optional<JsonNode> testCase = Optional.empty();
    try (var parser = JSON.getFactory().createParser(result)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        parser.nextToken();
        if (!name.equals("results")) {
          head.set(name, parser.readValueAsTree());
          continue;
        }
        while (testCase.isEmpty() && parser.nextToken() == JsonToken.START_OBJECT) {
          ObjectNode each = parser.readValueAsTree();
          testCase = Optional.<JsonNode>of(each).filter(FirstFailure::hasFailed);
        }
        break;
      }
    }
    return hasFailed(head) ? Optional.of(new FirstFailure(head, testCase)) : Optional.empty();
  }

  private static boolean hasFailed(JsonNode result) {
    return !NO_FAILURES.contains(result.path("status").asText());
  }
}
