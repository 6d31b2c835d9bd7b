package evalx.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.capacity.SandboxGate;
import evalx.compilation.CompileOnce;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs of {@code common-programs.json}, which many clients send: compiled after the start,
 * while the node is idle.
 */
class CommonPrograms {
  private static final Logger LOG = System.getLogger(CommonPrograms.class.getName());

  private final Languages languages;
  private final Capabilities capabilities;
  private final CompileOnce compileOnce;
  private final SandboxGate gate;
  private final List<Submission> left = new ArrayList<>();

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

  /**
   * Compiles one after another until there is other work, or none is left in a language that works.
   *
   * @throws evalx.sandbox.SandboxUnavailable when the sandbox is away; the rest is left
   */
  synchronized void compile() {
    for (var programs = left.iterator(); programs.hasNext() && gate.isIdle(); ) {
      var submission = programs.next();
      if (capabilities.version(submission.language()).isPresent()) {
        compile(submission);
        programs.remove();
      }
    }
  }

  private void compile(Submission submission) {
    var job = new Job(SubmissionId.random(), submission, Instant.now(), 1);
    var language =
        capabilities.choose(
            languages.find(submission.language()).orElseThrow(), submission.source().version());
    try {
      compileOnce.program(job, language).close();
    } catch (SandboxFailure e) {
      LOG.log(Level.WARNING, "Could not precompile a common program: {0}", e.getMessage());
    }
  }

  private Submission submission(JsonNode program) {
    Language language = languages.find(program.required("language").textValue()).orElseThrow();
    var code = program.required("code").textValue().getBytes(StandardCharsets.UTF_8);
    return new Submission(
        new Submission.Source(
            language.id(),
            Optional.empty(),
            List.of(new SourceFile(language.file(), code)),
            List.of()),
        List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
        new Limits(language.timeout(), language.timeout(), language.memory()),
        new Submission.Judging(new Checker.Lines(), false),
        new Submission.Handling(Encoding.UTF8, 10, true),
        List.of());
  }
}
