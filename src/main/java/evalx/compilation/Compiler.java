package evalx.compilation;

import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Ending;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Submission;
import evalx.verdict.Signals;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Turns sources into a program in the sandbox: a compiler is as dangerous as what it compiles. */
public class Compiler {
  /** What a compilation may use. Its wall limit is part of every job's budget. */
  public static final RunLimits LIMITS =
      new RunLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(61),
          64,
          new RunLimits.Bytes(1L << 30, 16L << 20, 64L << 10, 256L << 20));

  private static final int KEPT_OUTPUT = 64 << 10;
  private static final int TRIES = 3;
  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(Compiler.class.getName());

  private final Sandbox sandbox;

  public Compiler(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * Makes the program, trying again where the sandbox broke.
   *
   * @throws SandboxFailure when it broke every time
   */
  public Program compile(Language language, Submission submission) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(language, submission);
      } catch (SandboxFailure | ArtifactMissing e) {
        if (attempt == TRIES) {
          throw e;
        }
        LOG.log(Level.WARNING, "compilation broke and will be tried again: {0}", e.getMessage());
      }
    }
  }

  private Program once(Language language, Submission submission) {
    var sources = sandbox.store(sources(submission));
    var command =
        new Command(
            language,
            submission.source().files(),
            submission.source().compilerOptions(),
            LIMITS.memoryBytes());
    if (!language.compile().isEmpty()) {
      return compiled(run(language, command.of(language.compile()), sources, true));
    }
    return language.check().isEmpty()
        ? ready(sources, Duration.ZERO, "")
        : checked(run(language, command.of(language.check()), sources, false), sources);
  }

  /** The files of a submission; where the language compiles nothing, they are the program. */
  private static List<ArtifactFile> sources(Submission submission) {
    return submission.source().files().stream()
        .map(file -> new ArtifactFile(file.name(), file.content(), false))
        .toList();
  }

  private RunReport run(
      Language language, List<String> command, ArtifactId sources, boolean collect) {
    return sandbox
        .forLanguage(language.id())
        .run(
            new RunRequest(
                new RunRequest.Invocation(command, Environment.OF_EVERY_RUN),
                Optional.of(sources),
                NOTHING,
                LIMITS,
                collect));
  }

  private Program compiled(RunReport report) {
    if (!succeeded(report)) {
      return rejected(report);
    }
    return report
        .collected()
        .map(artifact -> ready(artifact, report.cpuTime(), output(report)))
        .orElseGet(() -> rejected(report));
  }

  private Program checked(RunReport report, ArtifactId sources) {
    return succeeded(report) ? ready(sources, report.cpuTime(), output(report)) : rejected(report);
  }

  private Program ready(ArtifactId artifact, Duration time, String output) {
    return new Program.Ready(artifact, sandbox.lease(artifact), time, output, false);
  }

  private static Program rejected(RunReport report) {
    var cut = !(report.ending() instanceof Ending.Exited);
    return new Program.Rejected(
        reason(report.ending()), cut, report.cpuTime(), output(report), false);
  }

  private static boolean succeeded(RunReport report) {
    return report.ending().equals(new Ending.Exited(0));
  }

  private static String reason(Ending ending) {
    if (ending instanceof Ending.LimitExceeded exceeded) {
      return switch (exceeded.limit()) {
        case OUTPUT -> "the compiler printed too much";
        case MEMORY -> "the compiler ran out of memory";
        case CPU, WALL -> "the compiler ran out of time";
      };
    }
    if (ending instanceof Ending.Signalled signalled) {
      return "the compiler was ended by " + Signals.name(signalled.signal());
    }
    if (ending instanceof Ending.Exited) {
      return "the program does not compile";
    }
    throw new IllegalStateException("a compiler is no file of the submission, yet " + ending);
  }

  private static String output(RunReport report) {
    var both = Arrays.copyOf(report.stderr(), report.stderr().length + report.stdout().length);
    System.arraycopy(report.stdout(), 0, both, report.stderr().length, report.stdout().length);
    var kept = Math.min(both.length, KEPT_OUTPUT);
    return new String(both, 0, kept, StandardCharsets.UTF_8);
  }
}
