package evalx.format;

import com.fasterxml.jackson.core.JsonGenerator;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Writes an accepted submission as JSON in the form of {@code POST /submissions}: complete, and the
 * same bytes for the same submission. What was noticed in the request is in {@code warnings}.
 * Contents take no more room than in base64, and none that came as JSON takes more than it came
 * with.
 */
public final class SubmissionWriter {
  private static final int NANO_DIGITS = 9;

  private final JsonGenerator json;
  private final Encoding inherited;

  private SubmissionWriter(JsonGenerator json, Encoding inherited) {
    this.json = json;
    this.inherited = inherited;
  }

  /** The submission as JSON in UTF-8. */
  public static byte[] write(Submission submission) {
    var out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
      new SubmissionWriter(json, submission.handling().encoding()).submission(submission);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void submission(Submission submission) throws IOException {
    json.writeStartObject();
    source(submission.source());
    json.writeStringField("encoding", name(inherited));
    json.writeArrayFieldStart("test_cases");
    for (TestCase testCase : submission.testCases()) {
      testCase(testCase);
    }
    json.writeEndArray();
    seconds("timeout", submission.limits().cpu());
    seconds("wall_timeout", submission.limits().wall());
    json.writeStringField("memory", (submission.limits().memory() >> 10) + "k");
    if (submission.limits().output() != Limits.DEFAULT_OUTPUT) {
      json.writeStringField("output_limit", (submission.limits().output() >> 10) + "k");
    }
    checker(submission.judging().checker());
    json.writeBooleanField("stop_on_failure", submission.judging().stopOnFailure());
    json.writeNumberField("priority", submission.handling().priority());
    json.writeBooleanField("cache", submission.handling().cache());
    if (submission.handling().keepOutput()) {
      json.writeBooleanField("keep_output", true);
    }
    texts("output_files", submission.handling().outputFiles());
    texts("warnings", submission.warnings());
    json.writeEndObject();
  }

  private void source(Submission.Source source) throws IOException {
    json.writeStringField("language", source.language());
    if (source.version().isPresent()) {
      json.writeStringField("version", source.version().get());
    }
    json.writeArrayFieldStart("files");
    for (SourceFile file : source.files()) {
      json.writeStartObject();
      json.writeStringField("name", file.name());
      if (file.file().isPresent()) {
        json.writeStringField("file", file.file().get().sha256());
      } else {
        var encoding = ShorterEncoding.of(file.content());
        bytes("content", encoding, file.content());
        ownEncoding(encoding);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    texts("compiler_options", source.compilerOptions());
  }

  private void testCase(TestCase testCase) throws IOException {
    json.writeStartObject();
    var expected = testCase.expectedOutput();
    var encoding = ShorterEncoding.of(testCase.stdin(), expected.orElse(new byte[0]));
    if (testCase.files().stdin().isPresent()) {
      json.writeStringField("stdin_file", testCase.files().stdin().get().sha256());
    } else {
      bytes("stdin", encoding, testCase.stdin());
    }
    if (testCase.files().expectedOutput().isPresent()) {
      json.writeStringField(
          "expected_output_file", testCase.files().expectedOutput().get().sha256());
    } else if (expected.isPresent()) {
      bytes("expected_output", encoding, expected.get());
    }
    texts("args", testCase.args());
    ownEncoding(encoding);
    json.writeEndObject();
  }

  private void bytes(String name, Encoding encoding, byte[] bytes) throws IOException {
    json.writeFieldName(name);
    if (encoding == Encoding.BASE64) {
      json.writeBinary(bytes);
    } else {
      json.writeUTF8String(bytes, 0, bytes.length);
    }
  }

  /** An encoding is written where it is not that of the submission. */
  private void ownEncoding(Encoding encoding) throws IOException {
    if (encoding != inherited) {
      json.writeStringField("encoding", name(encoding));
    }
  }

  private static String name(Encoding encoding) {
    return encoding.name().toLowerCase(Locale.ROOT);
  }

  private void seconds(String name, Duration time) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(
        BigDecimal.valueOf(time.toNanos(), NANO_DIGITS).stripTrailingZeros().toPlainString());
  }

  private void checker(Checker checker) throws IOException {
    json.writeObjectFieldStart("checker");
    json.writeStringField("type", checker.kind().label());
    if (checker.kind().takesTolerance()) {
      json.writeNumberField("tolerance", checker.tolerance());
    }
    json.writeEndObject();
  }

  /** An empty list is absent. */
  private void texts(String name, List<String> texts) throws IOException {
    if (!texts.isEmpty()) {
      json.writeFieldName(name);
      json.writeArray(texts.toArray(String[]::new), 0, texts.size());
    }
  }
}
