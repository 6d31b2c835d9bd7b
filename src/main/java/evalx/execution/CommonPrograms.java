package evalx.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import evalx.submission.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The programs of {@code common-programs.json}, which many send: compiled after the start, while
 * nothing else is to be done.
 */
class CommonPrograms {
  private final Languages languages;
  private final Capabilities capabilities;
  private final CompileOnce compileOnce;
  private final SandboxGate gate;
  private final Queue<Submission> left = new ArrayDeque<>();

  CommonPrograms(
      Languages languages, Capabilities capabilities, CompileOnce compileOnce, SandboxGate gate) {
    this.languages = languages;
    this.capabilities = capabilities;
    this.compileOnce = compileOnce;
    this.gate = gate;
    for (JsonNode program : table()) {
      left.add(submission(program));
    }
  }

  private static JsonNode table() {
    try (var in = CommonPrograms.class.getResourceAsStream("/common-programs.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("common-programs.json cannot be read", e);
    }
  }

  /** Compiles one after another until there is other work, or all are done. */
  synchronized void compile() {
    while (!left.isEmpty() && gate.isIdle()) {
      var submission = left.remove();
      if (capabilities.version(submission.language()).isPresent()) {
        compile(submission);
      }
    }
  }

  private void compile(Submission submission) {
    var job = new Job(Token.random(), submission, Instant.now(), 1);
    var program = compileOnce.program(job, languages.find(submission.language()).orElseThrow());
    if (program instanceof Program.Ready ready) {
      ready.close();
    }
  }

  private Submission submission(JsonNode program) {
    Language language = languages.find(program.required("language").textValue()).orElseThrow();
    var code = program.required("code").textValue().getBytes(StandardCharsets.UTF_8);
    return new Submission(
        language.id(),
        Optional.empty(),
        List.of(new SourceFile(language.file(), code)),
        Encoding.UTF8,
        List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
        new Limits(language.timeout(), language.timeout(), language.memory()),
        List.of(),
        new Checker.Lines(),
        false,
        10,
        false,
        List.of());
  }
}
