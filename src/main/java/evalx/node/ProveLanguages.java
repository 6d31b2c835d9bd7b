package evalx.node;

import evalx.compilation.Compiler;
import evalx.compilation.Environment;
import evalx.execution.RunSubmission;
import evalx.language.Command;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Runs each language's self-test at its smallest memory, the way any submission is run, so that a
 * node offers only what it has seen to work.
 */
class ProveLanguages {
  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+");
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(ProveLanguages.class.getName());

  private final Languages languages;
  private final Capabilities capabilities;
  private final RunSubmission runSubmission;
  private final Sandbox sandbox;

  ProveLanguages(
      Languages languages,
      Capabilities capabilities,
      RunSubmission runSubmission,
      Sandbox sandbox) {
    this.languages = languages;
    this.capabilities = capabilities;
    this.runSubmission = runSubmission;
    this.sandbox = sandbox;
  }

  /**
   * Proves every language that has not proved to work yet.
   *
   * @throws SandboxUnavailable when the sandbox is away, which proves nothing
   */
  void prove() {
    for (Language language : languages.all()) {
      if (capabilities.version(language.id()).isEmpty()) {
        tryToProve(language);
      }
    }
  }

  private void tryToProve(Language language) {
    try {
      prove(language);
    } catch (SandboxFailure e) {
      fails(language, e.getMessage());
    }
  }

  private void prove(Language language) {
    var job = new Job(SubmissionId.random(), selfTest(language), Instant.now(), 1);
    var result = runSubmission.run(job, count -> {});
    var build = build(language);
    var version = VERSION.matcher(build);
    if (result.verdict() == Verdict.ACCEPTED && version.find()) {
      capabilities.works(language.id(), version.group(), build);
      LOG.log(
          Level.INFO, "{0} {1} works with {2}", language.name(), version.group(), sandbox.driver());
    } else {
      var reason =
          result.verdict() == Verdict.ACCEPTED ? "its version cannot be told" : reason(result);
      fails(language, reason);
    }
  }

  private void fails(Language language, String reason) {
    if (!reason.equals(capabilities.failures().get(language.id()))) {
      LOG.log(Level.WARNING, "{0} is not offered: {1}", language.name(), reason);
    }
    capabilities.fails(language.id(), reason);
  }

  private static Submission selfTest(Language language) {
    var test = language.selfTest();
    return new Submission(
        new Submission.Source(
            language.id(),
            Optional.empty(),
            List.of(new SourceFile(language.file(), bytes(test.code()))),
            List.of()),
        List.of(new TestCase(bytes(test.stdin()), Optional.of(bytes(test.stdout())), List.of())),
        new Limits(TIMEOUT, TIMEOUT.multipliedBy(2), language.smallestMemory()),
        new Submission.Judging(new Checker.Exact(), false),
        new Submission.Handling(Encoding.UTF8, 1, false),
        List.of());
  }

  private static String reason(Result result) {
    var stderr =
        result.cases().stream()
            .map(c -> c.stderr().bytes())
            .map(ProveLanguages::text)
            .findFirst()
            .orElse(result.compiled().output());
    return "its self-test ended with " + result.verdict().label() + ": " + firstLine(stderr);
  }

  /** What the version command prints; empty when it fails. */
  private String build(Language language) {
    var command = Command.bare(language).of(language.version());
    RunReport report =
        sandbox
            .forLanguage(language.id())
            .run(
                new RunRequest(
                    new RunRequest.Invocation(command, Environment.OF_EVERY_RUN),
                    Optional.empty(),
                    NOTHING,
                    Compiler.LIMITS,
                    false));
    return report.ending().equals(new Ending.Exited(0))
        ? text(report.stdout()) + text(report.stderr())
        : "";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("no output");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
