package evalx.format;

import com.fasterxml.jackson.core.JsonGenerator;
import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.Output;
import evalx.submission.Result;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Writes a result as clients read it: times in seconds, space in KiB. */
@Singleton
public class ResultWriter {
  /** Bytes of output that all test cases of a result may keep together. */
  private static final int MOST_OUTPUT = 4 << 20;

  /** The result as JSON in UTF-8. */
  public byte[] write(Result result) {
    var out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
      write(json, result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The result of one test case as JSON in UTF-8, as it stands in the result of its submission. */
  public byte[] write(CaseResult result, Encoding encoding) {
    var out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
      testCase(json, result, encoding);
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
    seconds(json, "compile_time", result.compiled().time());
    json.writeStringField("compile_output", result.compiled().output());
    json.writeBooleanField("compile_cached", result.compiled().cached());
    seconds(json, "run_time", result.runTime());
    seconds(json, "total_run_time", result.totalRunTime());
    json.writeNumberField("space", result.peakKib());
    texts(json, "hints", List.of());
    texts(json, "warnings", result.remarks().warnings());
    optional(json, "message", result.remarks().message());
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

  private void cases(JsonGenerator json, Result result) throws IOException {
    json.writeArrayFieldStart("results");
    var left = MOST_OUTPUT;
    for (CaseResult whole : result.cases()) {
      var kept = whole.keeping(left, Math.max(0, left - whole.stdout().bytes().length));
      left -= kept.stdout().bytes().length + kept.stderr().bytes().length;
      testCase(json, kept, result.subject().encoding());
    }
    json.writeEndArray();
  }

  private void testCase(JsonGenerator json, CaseResult c, Encoding encoding) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", c.verdict().label());
    output(json, "stdout", c.stdout(), encoding);
    output(json, "stderr", c.stderr(), encoding);
    if (c.exit().code().isPresent()) {
      json.writeNumberField("exit_code", c.exit().code().getAsInt());
    } else {
      json.writeNullField("exit_code");
    }
    optional(json, "signal", c.exit().signal());
    seconds(json, "run_time", c.usage().cpuTime());
    seconds(json, "wall_time", c.usage().wallTime());
    json.writeNumberField("space", c.usage().peakKib());
    json.writeBooleanField("cached", c.notes().cached());
    optional(json, "message", c.notes().message());
    texts(json, "hints", c.notes().hints());
    json.writeEndObject();
  }

  private static void output(JsonGenerator json, String name, Output output, Encoding encoding)
      throws IOException {
    if (encoding == Encoding.BASE64) {
      json.writeStringField(name, Base64.getEncoder().encodeToString(output.bytes()));
    } else {
      var text = Utf8.text(output.truncated() ? Utf8.whole(output.bytes()) : output.bytes());
      json.writeStringField(name, text.value());
      if (text.lossy()) {
        json.writeBooleanField(name + "_lossy", true);
      }
    }
    json.writeBooleanField(name + "_truncated", output.truncated());
  }

  private static void seconds(JsonGenerator json, String name, Duration time) throws IOException {
    var seconds = BigDecimal.valueOf(time.toNanos() / 1000, 6).stripTrailingZeros();
    json.writeFieldName(name);
    json.writeNumber(seconds.toPlainString());
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
