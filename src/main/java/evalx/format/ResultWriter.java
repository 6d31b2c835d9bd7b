package evalx.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.Hint;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.Score;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Writes a result as clients read it: times in seconds, space in KiB. */
@Singleton
public class ResultWriter {
  /** Bytes of the outputs of all test cases together, as encoded in the JSON. */
  static final int MAX_OUTPUT = 4 << 20;

  static final int MAX_STDOUT = 64 << 10;
  static final int MAX_STDERR = 16 << 10;
  static final int MAX_COMPILE_OUTPUT = 64 << 10;

  private static final int INITIAL_BYTES = 4 << 10;
  private static final int POINT_DIGITS = 6;

  /** The result as JSON in UTF-8. */
  public byte[] write(Result result) {
    return bytes(json -> write(json, result));
  }

  /**
   * The result of one test case as JSON in UTF-8, in the form it has in the result of its
   * submission.
   */
  public byte[] write(CaseResult result, Encoding encoding) {
    return bytes(json -> testCase(json, result, encoding, MAX_STDOUT + MAX_STDERR));
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] bytes(Content content) {
    // Grows without copying, since a result may have megabytes.
    var out = new ByteArrayBuilder(INITIAL_BYTES);
    try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void write(JsonGenerator json, Result result) throws IOException {
    json.writeStartObject();
    json.writeStringField("token", result.id().toString());
    json.writeStringField("status", result.verdict().label());
    json.writeStringField("language", result.subject().language());
    optional(json, "version", result.subject().version());
    json.writeNumberField("passed", result.passed());
    json.writeNumberField("total", result.subject().testCases());
    if (result.remarks().score().isPresent()) {
      score(json, result.remarks().score().get());
    }
    compiled(json, result.compiled(), result.subject().encoding());
    seconds(json, "run_time", result.runTime());
    seconds(json, "average_run_time", result.averageRunTime());
    seconds(json, "total_run_time", result.totalRunTime());
    json.writeNumberField("space", result.peakKib());
    json.writeArrayFieldStart("hints");
    for (Hint hint : result.remarks().hints()) {
      json.writeStartObject();
      RecordMembers.write(json, hint);
      json.writeEndObject();
    }
    json.writeEndArray();
    texts(json, "warnings", result.remarks().warnings());
    json.writeFieldName("message");
    RecordValues.message(json, result.remarks().message());
    var provenance = result.provenance();
    var timeline = provenance.timeline();
    json.writeStringField("queued_at", timeline.queued().toString());
    optional(json, "started_at", timeline.started().map(Object::toString));
    json.writeStringField("finished_at", timeline.finished().toString());
    json.writeStringField("worker", provenance.worker());
    optional(json, "driver", provenance.driver());
    json.writeNumberField("attempts", provenance.attempts());
    cases(json, result);
    json.writeEndObject();
  }

  private static void score(JsonGenerator json, Score score) throws IOException {
    points(json, "score", score.earned());
    points(json, "max_score", score.max());
    json.writeArrayFieldStart("groups");
    for (Score.OfGroup group : score.groups()) {
      json.writeStartObject();
      json.writeStringField("name", group.name());
      points(json, "score", group.earned());
      points(json, "max_score", group.max());
      json.writeNumberField("passed", group.passed());
      json.writeNumberField("total", group.total());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** To six digits behind the point, which hides how computers add fractions. */
  private static void points(JsonGenerator json, String name, double points) throws IOException {
    var exact = BigDecimal.valueOf(points).setScale(POINT_DIGITS, RoundingMode.HALF_UP);
    json.writeFieldName(name);
    json.writeNumber(exact.stripTrailingZeros().toPlainString());
  }

  static void compiled(JsonGenerator json, Result.Compiled compiled, Encoding encoding)
      throws IOException {
    seconds(json, "compile_time", compiled.time());
    compileOutput(json, compiled.output(), encoding);
    json.writeBooleanField("compile_cached", compiled.cached());
  }

  private static void compileOutput(JsonGenerator json, String output, Encoding encoding)
      throws IOException {
    var text =
        encoding == Encoding.BASE64
            ? JsonText.base64(output.getBytes(UTF_8), false, MAX_COMPILE_OUTPUT)
            : JsonText.of(output, MAX_COMPILE_OUTPUT);
    json.writeStringField("compile_output", text.value());
    if (text.truncated()) {
      json.writeBooleanField("compile_output_truncated", true);
    }
  }

  private void cases(JsonGenerator json, Result result) throws IOException {
    json.writeArrayFieldStart("results");
    var left = MAX_OUTPUT;
    for (CaseResult c : result.cases()) {
      left -= testCase(json, c, result.subject().encoding(), left);
    }
    json.writeEndArray();
  }

  /**
   * Writes a test case.
   *
   * @param left bytes that its outputs may take
   * @return bytes that they took
   */
  private int testCase(JsonGenerator json, CaseResult c, Encoding encoding, int left)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("status", c.verdict().label());
    var stdout = text(c.stdout(), encoding, Math.min(MAX_STDOUT, left));
    output(json, "stdout", stdout);
    if (c.stdout().file().isPresent()) {
      json.writeStringField("stdout_file", c.stdout().file().get().sha256());
    }
    var stderr = text(c.stderr(), encoding, Math.min(MAX_STDERR, left - stdout.length()));
    output(json, "stderr", stderr);
    RecordMembers.write(json, c.exit());
    RecordMembers.write(json, c.usage());
    RecordMembers.write(json, c.notes());
    json.writeEndObject();
    return stdout.length() + stderr.length();
  }

  private static JsonText text(Output output, Encoding encoding, int max) {
    return encoding == Encoding.BASE64
        ? JsonText.base64(output.bytes(), output.truncated(), max)
        : JsonText.utf8(output.bytes(), output.truncated(), max);
  }

  private static void output(JsonGenerator json, String name, JsonText text) throws IOException {
    json.writeStringField(name, text.value());
    if (text.lossy()) {
      json.writeBooleanField(name + "_lossy", true);
    }
    json.writeBooleanField(name + "_truncated", text.truncated());
  }

  private static void seconds(JsonGenerator json, String name, Duration time) throws IOException {
    json.writeFieldName(name);
    RecordValues.seconds(json, time);
  }

  private static void optional(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    json.writeFieldName(name);
    json.writeString(text.orElse(null));
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeFieldName(name);
    json.writeArray(texts.toArray(String[]::new), 0, texts.size());
  }
}
