package evalx.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes what happens to a submission as those who follow it read it, each as JSON in UTF-8. */
@Singleton
public class EventWriter {
  private final ResultWriter writer;

  @Inject
  public EventWriter(ResultWriter writer) {
    this.writer = writer;
  }

  /**
   * That it was queued.
   *
   * @param queuedAt when, as text
   */
  public static byte[] queued(SubmissionId id, String queuedAt) {
    return write(id, json -> json.writeStringField("queued_at", queuedAt));
  }

  public static byte[] started(SubmissionEvent.Started event) {
    return started(event.id(), event.attempt(), event.worker(), event.at().toString());
  }

  static byte[] started(SubmissionId id, int attempt, String worker, String at) {
    return write(
        id,
        json -> {
          json.writeNumberField("attempt", attempt);
          json.writeStringField("worker", worker);
          json.writeStringField("started_at", at);
        });
  }

  public static byte[] compiled(SubmissionId id, Result.Compiled compiled, Encoding encoding) {
    return write(id, json -> ResultWriter.compiled(json, compiled, encoding));
  }

  /**
   * That a test case ended.
   *
   * @param number of the test case, from 0
   */
  public byte[] testCase(SubmissionId id, int number, CaseResult result, Encoding encoding) {
    return testCase(id, number, writer.write(result, encoding));
  }

  /**
   * @param result as it is in the result of the submission
   */
  static byte[] testCase(SubmissionId id, int number, byte[] result) {
    return write(
        id,
        json -> {
          json.writeNumberField("number", number);
          json.writeFieldName("result");
          json.writeRawValue(new String(result, StandardCharsets.UTF_8));
        });
  }

  /**
   * That something is wrong.
   *
   * @param id the submission that it is about, if it is about one
   */
  public static byte[] problem(Optional<SubmissionId> id, Problem problem) {
    var json = Json.MAPPER.createObjectNode();
    id.ifPresent(token -> json.put("token", token.toString()));
    json.put("title", problem.title());
    json.put("status", problem.status()).put("detail", problem.detail());
    var errors = json.putArray("errors");
    for (FieldError error : problem.errors()) {
      errors.addObject().put("field", error.field()).put("message", error.message());
    }
    return ProgressWriter.bytes(json);
  }

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] write(SubmissionId id, Members members) {
    var out = new ByteArrayBuilder();
    try (var json = Json.MAPPER.getFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("token", id.toString());
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
