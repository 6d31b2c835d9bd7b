package evalx.node;

import evalx.compilation.Compiler;
import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.execution.RunSubmission;
import evalx.language.Command;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxDied;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs each language's self-test at its smallest memory, the way any submission is run, so that a
 * node offers only what it has seen to work; and looks again now and then whether that still holds.
 */
final class ProveLanguages {
  /** How long a language that works is left alone unless something suggests a change. */
  private static final Duration PERIOD = Duration.ofMinutes(5);

  /** The same for a language in doubt: any program can exit as if its interpreter were missing. */
  private static final Duration PERIOD_IN_DOUBT = Duration.ofSeconds(30);

  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+");
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(ProveLanguages.class.getName());

  private final Languages languages;
  private final Sandbox sandbox;
  private final Capabilities capabilities;
  private final RunSubmission runSubmission;
  private final Clock clock;
  private final InstalledSoftware software;
  private final Map<String, Instant> proved = new HashMap<>();
  private String lastStamp = "";

  ProveLanguages(
      Languages languages,
      Sandbox sandbox,
      Capabilities capabilities,
      RunSubmission runSubmission,
      Clock clock) {
    this.languages = languages;
    this.sandbox = sandbox;
    this.capabilities = capabilities;
    this.runSubmission = runSubmission;
    this.clock = clock;
    this.software = new InstalledSoftware();
  }

  /**
   * Proves every language that does not work yet, and those that work when it is time, when their
   * compiler or interpreter did not start, or when software was installed on this host.
   *
   * @throws SandboxUnavailable when the sandbox is away, which proves nothing
   */
  synchronized void prove() {
    var stamp = software.stamp();
    var fingerprints = new HashMap<Sandbox, String>();
    for (Language language : languages.all()) {
      if (!stamp.equals(lastStamp) || isDue(language.id())) {
        tryToProve(language, fingerprints);
      }
    }
    lastStamp = stamp;
  }

  private boolean isDue(String language) {
    var last = proved.get(language);
    if (last == null || capabilities.version(language).isEmpty()) {
      return true;
    }
    var period = capabilities.isDoubted(language) ? PERIOD_IN_DOUBT : PERIOD;
    return !clock.instant().isBefore(last.plus(period));
  }

  private void tryToProve(Language language, Map<Sandbox, String> fingerprints) {
    var id = language.id();
    var doubted = capabilities.isDoubted(id);
    capabilities.forgetDoubt(id);
    try {
      var build = build(language, fingerprints);
      if (doubted || build.isEmpty() || !build.equals(capabilities.build(id))) {
        selfTest(language, build);
      }
      proved.put(id, clock.instant());
    } catch (SandboxFailure e) {
      fails(language, "its self-test could not be run", String.valueOf(e.getMessage()));
    } catch (SandboxUnavailable | SandboxDied e) {
      capabilities.doubt(id);
      throw e;
    }
  }

  private void selfTest(Language language, Optional<String> build) {
    var job = new Job(SubmissionId.random(), submission(language), clock.instant(), 1);
    var result = runSubmission.run(job, RunListener.NONE, new RunHandle());
    if (result.verdict() != Verdict.ACCEPTED) {
      fails(language, "its self-test ended with " + result.verdict().label(), detail(result));
    } else if (build.isEmpty()) {
      fails(
          language,
          "its version could not be determined",
          String.join(" ", language.commands().version()) + " printed none");
    } else {
      works(language, build.get());
    }
  }

  private void works(Language language, String build) {
    var matcher = VERSION.matcher(build);
    var version = matcher.find() ? matcher.group() : "";
    if (!capabilities.version(language.id()).equals(Optional.of(version))) {
      LOG.log(Level.INFO, "{0} {1} works with {2}", language.name(), version, sandbox.driver());
    }
    capabilities.works(language.id(), version, build);
  }

  /**
   * @param reason that clients may read
   * @param detail for the log
   */
  private void fails(Language language, String reason, String detail) {
    if (!reason.equals(capabilities.failures().get(language.id()))) {
      LOG.log(
          Level.WARNING,
          "{0} is not offered with {1}: {2}: {3}",
          language.name(),
          sandbox.driver(),
          reason,
          detail);
    }
    capabilities.fails(language.id(), reason);
  }

  private static Submission submission(Language language) {
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

  /** The first line that the self-test or its compiler printed, or else what the result says. */
  private static String detail(Result result) {
    var printed =
        result.cases().stream()
            .flatMap(c -> Stream.of(c.stderr().bytes(), c.stdout().bytes()))
            .map(ProveLanguages::text);
    return Stream.of(
            printed, Stream.of(result.compiled().output()), result.remarks().message().stream())
        .flatMap(texts -> texts)
        .flatMap(String::lines)
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("it printed nothing");
  }

  /**
   * What the version command prints and what is installed beside it; empty when the command fails
   * or prints no version.
   */
  private Optional<String> build(Language language, Map<Sandbox, String> fingerprints) {
    var boxes = sandbox.forLanguage(language.id());
    RunReport report =
        boxes.run(
            new RunRequest(
                new RunRequest.Invocation(
                    Command.bare(language).of(language.commands().version()), Command.ENVIRONMENT),
                Optional.empty(),
                NOTHING,
                Compiler.LIMITS,
                RunRequest.Folder.EMPTY));
    var printed = text(report.stdout()) + text(report.stderr());
    if (!report.ending().equals(new Ending.Exited(0)) || !VERSION.matcher(printed).find()) {
      return Optional.empty();
    }
    return Optional.of(printed + fingerprints.computeIfAbsent(boxes, software::fingerprint));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
