package evalx.node;

import evalx.compilation.Compiler;
import evalx.compilation.SelfTestSubmission;
import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.execution.RunSubmission;
import evalx.language.Command;
import evalx.language.Language;
import evalx.node.Capabilities.Working;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sees whether a language works with one of its tools: asks for its version and libraries, and runs
 * its self-test at its smallest memory, the way any submission is run.
 */
final class ProveEdition {
  /** A name and a version. */
  private static final Pattern LIBRARY = Pattern.compile("[\\w.-]{1,64} [\\w.+-]{1,64}");

  private static final int MAX_LIBRARIES = 100;

  /** A first release may have one number, in quotation marks. */
  private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+|(?<=\")[0-9]+(?=\")");

  private static final byte[] NOTHING = {};
  private final Sandbox sandbox;
  private final Capabilities capabilities;
  private final RunSubmission runSubmission;
  private final Clock clock;

  ProveEdition(
      Sandbox sandbox, Capabilities capabilities, RunSubmission runSubmission, Clock clock) {
    this.sandbox = sandbox;
    this.capabilities = capabilities;
    this.runSubmission = runSubmission;
    this.clock = clock;
  }

  /** What became of an edition; one of the two is there. */
  record Outcome(Optional<Working> working, Optional<Failure> failure) {}

  /**
   * Why a language does not work.
   *
   * @param reason that clients may read
   * @param detail for the log
   */
  record Failure(String reason, String detail) {
    static final Failure NOT_INSTALLED =
        new Failure(
            Capabilities.NOT_INSTALLED, "./evalx doctor --languages says which packages it needs");

    /** Boxes of a driver do not have folders that the language says it needs. */
    static Failure lack(String driver, List<String> folders) {
      return new Failure(
          "boxes of the sandbox %s lack folders that it needs: %s"
              .formatted(driver, String.join(" and ", folders)),
          driver.equals("native")
              ? "start the sandbox daemon with --show %s (docs/deploy.md)"
                  .formatted(String.join(" --show ", folders))
              : "roots of its entry; the sandbox native shows them");
    }
  }

  /**
   * Proves an edition again, by its self-test unless all is as it was.
   *
   * @param doubted whether it may work no longer although all is as it was
   * @param fingerprint of what else is installed in its box
   */
  Outcome prove(Language edition, boolean doubted, Supplier<String> fingerprint) {
    try {
      var build = build(edition, fingerprint);
      var known = capabilities.find(edition);
      if (!doubted && known.isPresent() && build.equals(known.map(Working::build))) {
        return new Outcome(known, Optional.empty());
      }
      return selfTest(edition, build);
    } catch (SandboxFailure e) {
      var detail = edition.tool() + ": " + e.getMessage();
      return failed(new Failure("its self-test could not be run", detail));
    }
  }

  private static Outcome failed(Failure failure) {
    return new Outcome(Optional.empty(), Optional.of(failure));
  }

  private Outcome selfTest(Language edition, Optional<String> build) {
    var job = new Job(SubmissionId.random(), SelfTestSubmission.of(edition), clock.instant(), 1);
    var result = runSubmission.run(job, edition, RunListener.NONE, new RunHandle());
    if (result.verdict() != Verdict.ACCEPTED) {
      return failed(
          new Failure("its self-test ended with " + result.verdict().label(), detail(result)));
    } else if (build.isEmpty()) {
      return failed(
          new Failure(
              "its version could not be determined",
              String.join(" ", edition.commands().version()) + " printed none"));
    }
    var matcher = VERSION.matcher(build.get());
    var version = matcher.find() ? matcher.group() : "";
    return new Outcome(
        Optional.of(new Working(edition, version, build.get(), libraries(edition))),
        Optional.empty());
  }

  /** The first line that the self-test or its compiler printed, or else what the result says. */
  private static String detail(Result result) {
    var printed =
        result.cases().stream()
            .flatMap(c -> Stream.of(c.stderr().bytes(), c.stdout().bytes()))
            .map(ProveEdition::text);
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
  private Optional<String> build(Language edition, Supplier<String> fingerprint) {
    var report = run(edition, edition.commands().version());
    var printed = text(report.stdout()) + text(report.stderr());
    if (!report.ending().equals(new Ending.Exited(0)) || !VERSION.matcher(printed).find()) {
      return Optional.empty();
    }
    return Optional.of(printed + "\n" + fingerprint.get());
  }

  /** The lines that its command for them prints; none where it fails. */
  private List<String> libraries(Language edition) {
    if (edition.setup().libraries().isEmpty()) {
      return List.of();
    }
    var report = run(edition, edition.setup().libraries());
    return report.ending().equals(new Ending.Exited(0))
        ? text(report.stdout())
            .lines()
            .filter(line -> LIBRARY.matcher(line).matches())
            .limit(MAX_LIBRARIES)
            .toList()
        : List.of();
  }

  private RunReport run(Language edition, List<String> command) {
    return sandbox
        .forLanguage(edition.id())
        .run(
            new RunRequest(
                new RunRequest.Invocation(
                    Command.bare(edition).of(command), Command.environment(edition)),
                Optional.empty(),
                NOTHING,
                Compiler.LIMITS,
                RunRequest.Folder.EMPTY));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
