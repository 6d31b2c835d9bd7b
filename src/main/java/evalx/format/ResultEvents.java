package evalx.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events that a result as {@link ResultWriter} wrote it tells of, in the order in which they
 * are asked for. No more than one test case is held in memory.
 */
public final class ResultEvents implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CASES = "results";

  private final SubmissionId id;
  private final JsonParser parser;
  private final ObjectNode head = JSON.createObjectNode();
  private @Nullable JsonToken at;
  private int next;

  /**
   * Reads a result up to its test cases.
   *
   * @param result its JSON, closed with this
   * @throws IOException when it cannot be read
   */
  public ResultEvents(SubmissionId id, InputStream result) throws IOException {
    this.id = id;
    this.parser = JSON.getFactory().createParser(result);
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      parser.nextToken();
      if (name.equals(CASES)) {
        at = parser.nextToken();
        return;
      }
      head.set(name, parser.readValueAsTree());
    }
  }

  /** The submission it is the result of. */
  public SubmissionId id() {
    return id;
  }

  /** When it was queued. */
  public String queuedAt() {
    return head.path("queued_at").asText();
  }

  /** How many times it was started. */
  public int attempts() {
    return head.path("attempts").asInt();
  }

  /** That it was started; empty where it ended without. */
  public Optional<byte[]> started() {
    var at = head.path("started_at");
    return at.isTextual()
        ? Optional.of(
            EventWriter.started(id, attempts(), head.path("worker").asText(), at.asText()))
        : Optional.empty();
  }

  /** That it was compiled; empty where it ended before. */
  public Optional<byte[]> compiled() {
    var failed = head.path("status").asText().equals(Verdict.COMPILATION_ERROR.label());
    if (!failed && !hasCase()) {
      return Optional.empty();
    }
    var compiled = JSON.createObjectNode().put("token", id.toString());
    for (var name : new String[] {"compile_time", "compile_output", "compile_cached"}) {
      compiled.set(name, head.path(name));
    }
    JsonNode truncated = head.get("compile_output_truncated");
    if (truncated != null) {
      compiled.set("compile_output_truncated", truncated);
    }
    return Optional.of(ProgressWriter.bytes(compiled));
  }

  /** Whether there is another test case. */
  public boolean hasCase() {
    return at == JsonToken.START_OBJECT;
  }

  /** The number of the next test case, from 0. */
  public int number() {
    return next;
  }

  /**
   * That the next test case ended.
   *
   * @throws IOException when the result cannot be read
   */
  public byte[] testCase() throws IOException {
    var result = CaseReader.copy(parser);
    at = parser.nextToken();
    return EventWriter.testCase(id, next++, result);
  }

  /** That it has its result: all of it but the test cases. */
  public byte[] finished() {
    return ProgressWriter.bytes(head);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
