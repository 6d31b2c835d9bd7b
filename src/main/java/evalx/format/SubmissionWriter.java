package evalx.format;

import com.fasterxml.jackson.core.JsonGenerator;
import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Encoding;
import evalx.submission.FileNames;
import evalx.submission.Group;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes an accepted submission as JSON in the form of {@code POST /submissions}: complete, and the
 * same bytes for the same submission. What was noticed in the request is in {@code warnings}.
 * Contents take no more room than in base64, and none that came as JSON takes more than it came
 * with.
 */
public final class SubmissionWriter {
  private final JsonGenerator json;
  private final MemberWriter members;

  private SubmissionWriter(JsonGenerator json, Encoding inherited) {
    this.json = json;
    this.members = new MemberWriter(json, inherited);
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
    stages(submission.source().stages());
    fileNames(submission.source().stages().streams().fileNames());
    json.writeStringField("encoding", MemberWriter.name(submission.handling().encoding()));
    json.writeArrayFieldStart("test_cases");
    for (TestCase testCase : submission.testCases()) {
      testCase(testCase);
    }
    json.writeEndArray();
    limits(submission.limits());
    checker(submission.judging().checker());
    groups(submission.judging().groups());
    json.writeBooleanField("stop_on_failure", submission.judging().stopOnFailure());
    if (submission.judging().hints()) {
      json.writeBooleanField("hints", true);
    }
    json.writeNumberField("priority", submission.handling().priority());
    json.writeBooleanField("cache", submission.handling().cache());
    if (submission.handling().keepOutput()) {
      json.writeBooleanField("keep_output", true);
    }
    members.texts("output_files", submission.handling().outputFiles());
    var webhook = submission.handling().webhook();
    if (webhook.isPresent()) {
      json.writeStringField("webhook_url", webhook.get().toString());
    }
    members.texts("warnings", submission.warnings());
    json.writeEndObject();
  }

  private void source(Submission.Source source) throws IOException {
    json.writeStringField("language", source.language());
    members.text("version", source.version());
    json.writeArrayFieldStart("files");
    for (SourceFile file : source.files()) {
      json.writeStartObject();
      json.writeStringField("name", file.name());
      if (file.file().isPresent()) {
        json.writeStringField("file", file.file().get().sha256());
      } else {
        var encoding = ShorterEncoding.of(file.content());
        members.bytes("content", encoding, file.content());
        members.ownEncoding(encoding);
      }
      if (file.isData()) {
        json.writeStringField("role", "data");
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    members.texts("compiler_options", source.compilerOptions());
    members.text("main_class", source.stages().mainClass());
  }

  private void fileNames(FileNames names) throws IOException {
    members.text("input_file_name", names.input());
    members.text("output_file_name", names.output());
  }

  private void stages(Submission.Stages stages) throws IOException {
    if (stages.compileOnly()) {
      json.writeStringField("stage", "compile");
    }
    if (stages.streams().stderrToStdout()) {
      json.writeBooleanField("stderr_to_stdout", true);
    }
    if (stages.compileLimits().isPresent()) {
      json.writeObjectFieldStart("compile");
      limits(stages.compileLimits().get());
      json.writeEndObject();
    }
    if (!stages.environment().isEmpty()) {
      json.writeObjectFieldStart("env");
      for (var variable : new TreeMap<>(stages.environment()).entrySet()) {
        json.writeStringField(variable.getKey(), variable.getValue());
      }
      json.writeEndObject();
    }
  }

  private void limits(Limits limits) throws IOException {
    members.seconds("timeout", limits.cpu());
    members.seconds("wall_timeout", limits.wall());
    members.memory(limits.memory());
    if (limits.output() != Limits.DEFAULT_OUTPUT) {
      members.size("output_limit", limits.output());
    }
    var box = limits.box();
    if (box.processes().isPresent()) {
      json.writeNumberField("process_limit", box.processes().get());
    }
    if (box.disk().isPresent()) {
      members.size("disk_limit", box.disk().get());
    }
    if (box.stack().isPresent()) {
      members.size("stack_limit", box.stack().get());
    }
  }

  private void testCase(TestCase testCase) throws IOException {
    json.writeStartObject();
    var expected = testCase.expectedOutput();
    var encoding = ShorterEncoding.of(testCase.stdin(), expected.orElse(new byte[0]));
    if (testCase.files().stdin().isPresent()) {
      json.writeStringField("stdin_file", testCase.files().stdin().get().sha256());
    } else {
      members.bytes("stdin", encoding, testCase.stdin());
    }
    if (testCase.files().expectedOutput().isPresent()) {
      json.writeStringField(
          "expected_output_file", testCase.files().expectedOutput().get().sha256());
    } else if (expected.isPresent()) {
      members.bytes("expected_output", encoding, expected.get());
    }
    members.texts("args", testCase.args());
    members.ownEncoding(encoding);
    terms(testCase.terms());
    json.writeEndObject();
  }

  private void terms(TestCase.Terms terms) throws IOException {
    if (terms.limits().cpu().isPresent()) {
      members.seconds("timeout", terms.limits().cpu().get());
    }
    if (terms.limits().wall().isPresent()) {
      members.seconds("wall_timeout", terms.limits().wall().get());
    }
    if (terms.limits().memory().isPresent()) {
      members.memory(terms.limits().memory().get());
    }
    if (terms.runs() != 1) {
      json.writeNumberField("runs", terms.runs());
    }
    if (terms.points().isPresent()) {
      json.writeNumberField("points", terms.points().get());
    }
    members.text("group", terms.group());
    fileNames(terms.fileNames());
  }

  private void checker(Checker checker) throws IOException {
    json.writeObjectFieldStart("checker");
    json.writeStringField("type", checker.kind().label());
    if (checker instanceof Checker.Tokens tokens) {
      json.writeBooleanField("ignore_case", tokens.ignoresCase());
      if (tokens.numbers().isPresent()) {
        json.writeNumberField("absolute_tolerance", tokens.numbers().get().absolute());
        json.writeNumberField("relative_tolerance", tokens.numbers().get().relative());
      }
    } else if (checker instanceof Checker.ByProgram judge) {
      program(judge.program());
    }
    json.writeEndObject();
  }

  private void program(CheckerProgram program) throws IOException {
    json.writeObjectFieldStart("program");
    source(program.source());
    json.writeEndObject();
    json.writeStringField("interface", program.protocol().label());
    members.texts("args", program.args());
    limits(program.limits());
  }

  private void groups(List<Group> groups) throws IOException {
    if (groups.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("groups");
    for (Group group : groups) {
      json.writeStartObject();
      json.writeStringField("name", group.name());
      if (group.points().isPresent()) {
        json.writeNumberField("points", group.points().get());
      }
      json.writeStringField("score", group.scoring().label());
      json.writeBooleanField("stop", group.stop());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
