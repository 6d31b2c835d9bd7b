package evalx.compilation;

import evalx.files.FileContents;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Ending;
import evalx.sandbox.LargeFile;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SpooledOutput;
import evalx.submission.Result;
import evalx.submission.Submission;
import evalx.submission.Usage;
import evalx.verdict.Signals;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns sources into a program in the sandbox: a compiler is as dangerous as what it compiles. */
public final class Compiler {
  /** What a compilation may use. Its wall limit is part of every job's budget. */
  public static final RunLimits LIMITS =
      new RunLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(61),
          256,
          new RunLimits.Bytes(1L << 30, 16L << 20, 64L << 10, 256L << 20));

  private static final int MAX_OUTPUT = 64 << 10;
  private static final int MAX_TRIES = 3;

  /** What compilers and checks exit with when the sources or the options are wrong. */
  private static final Set<Integer> SOURCES_ARE_WRONG = Set.of(1, 2);

  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(Compiler.class.getName());

  /** Bytes of a program that has large files beside it: it is put together with them. */
  private static final long MAX_BESIDE_LARGE = 8L << 20;

  private final Toolchain toolchain;
  private final FileContents files;
  private final Optional<CompileServers> warm;
  private final ProvenTools proven;

  /** What the compilation of a submission may use: no more than any may. */
  static RunLimits limits(Submission submission) {
    return submission
        .source()
        .stages()
        .compileLimits()
        .map(
            own ->
                new RunLimits(
                    own.cpu(),
                    own.wall(),
                    LIMITS.processes(),
                    new RunLimits.Bytes(
                        own.memory(),
                        LIMITS.stdoutBytes(),
                        LIMITS.stderrBytes(),
                        LIMITS.diskBytes())))
        .orElse(LIMITS);
  }

  /**
   * @param warm compilers that run already; empty where each source has a process of its own
   */
  public Compiler(Toolchain toolchain, FileContents files, Optional<CompileServers> warm) {
    this.toolchain = toolchain;
    this.files = files;
    this.warm = warm;
    this.proven = new ProvenTools(toolchain.builds(), System::nanoTime);
  }

  /**
   * Makes the program, trying again where the sandbox broke.
   *
   * @throws SandboxFailure when it broke every time
   */
  Program compile(Language language, Submission submission) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(language, submission);
      } catch (SandboxFailure | ArtifactMissing e) {
        if (attempt == MAX_TRIES || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LOG.log(Level.WARNING, "A compilation failed and is retried: {0}", e.getMessage());
      }
    }
  }

  private Program once(Language language, Submission submission) {
    var known = byServer(language, submission);
    if (known.isPresent()) {
      believe(language, true, known.get());
      return compiled(language, submission, known.get(), List.of());
    }
    var commands = language.commands();
    var large = largeFiles(submission);
    var sources = toolchain.sandbox().store(sources(submission), large);
    if (commands.compile().isEmpty() && commands.check().isEmpty()) {
      return ready(sources, Result.Compiled.NONE);
    }
    var report = byProcess(language, submission, sources);
    believe(language, false, report);
    if (!commands.compile().isEmpty()) {
      return compiled(language, submission, report, large);
    }
    // What it says of a program that it finds right, warnings among it, is said again at each run.
    return succeeded(report)
        ? ready(sources, new Result.Compiled(report.cpuTime(), "", false))
        : rejected(report, compiled(language, report));
  }

  /** What a process of its own makes of sources, or says of them where the language has no more. */
  private RunReport byProcess(Language language, Submission submission, ArtifactId sources) {
    var command = new Command(language, submission.source(), limits(submission).memoryBytes());
    var commands = language.commands();
    return commands.compile().isEmpty()
        ? run(language, submission, command.of(commands.check()), sources, false)
        : run(language, submission, command.of(commands.compile()), sources, true);
  }

  /**
   * @throws SandboxFailure when the sources are rejected by a compiler that rejects all
   */
  private void believe(Language language, boolean byServer, RunReport report) {
    if (accepted(language, report)) {
      proven.worked(language, byServer);
    } else {
      proven.confirm(language, byServer, () -> selfTest(language));
    }
  }

  private ProvenTools.Look selfTest(Language language) {
    var submission = SelfTestSubmission.of(language);
    var sources = toolchain.sandbox().store(sources(submission));
    var report = byProcess(language, submission, sources);
    return new ProvenTools.Look(accepted(language, report), report.cpuTime(), output(report));
  }

  private static boolean accepted(Language language, RunReport report) {
    return language.commands().compile().isEmpty()
        ? succeeded(report)
        : report.collected().isPresent();
  }

  private Program compiled(
      Language language, Submission submission, RunReport report, List<LargeFile> large) {
    var compiled = compiled(language, report);
    return report
        .collected()
        .map(
            made ->
                hasMainClass(language, submission, made)
                    ? complete(made, large, compiled)
                    : withoutMainClass(submission, compiled))
        .orElseGet(() -> rejected(report, compiled));
  }

  /**
   * What a compiler that runs already makes of a submission; it knows one file and no options, and
   * has the usual limits.
   */
  private Optional<RunReport> byServer(Language language, Submission submission) {
    var source = submission.source();
    if (source.files().size() != 1
        || !source.compilerOptions().isEmpty()
        || !limits(submission).equals(LIMITS)) {
      return Optional.empty();
    }
    return warm.flatMap(servers -> servers.compile(toolchain, language, source.files().get(0)))
        .map(this::report);
  }

  private RunReport report(CompileAnswer answer) {
    var said = Arrays.copyOf(answer.said(), Math.min(answer.said().length, MAX_OUTPUT));
    return new RunReport(
        new Ending.Exited(answer.compiled() ? 0 : 1),
        new Usage(answer.cpu(), answer.cpu(), 0),
        new RunReport.Output(NOTHING, said, said.length < answer.said().length),
        answer.compiled()
            ? Optional.of(toolchain.sandbox().store(answer.files()))
            : Optional.empty());
  }

  /** The files of a submission; where the language compiles nothing, they are the program. */
  private static List<ArtifactFile> sources(Submission submission) {
    return submission.source().files().stream()
        .filter(file -> file.file().isEmpty())
        .map(file -> new ArtifactFile(file.name(), file.content(), false))
        .toList();
  }

  private List<LargeFile> largeFiles(Submission submission) {
    return submission.source().files().stream()
        .flatMap(file -> file.file().stream().map(id -> new LargeFile(file.name(), files.of(id))))
        .toList();
  }

  /** Whether a program has the class that its submission names, as far as its files tell. */
  private boolean hasMainClass(Language language, Submission submission, ArtifactId made) {
    var file =
        language
            .names()
            .mainClass()
            .flatMap(rule -> submission.source().stages().mainClass().flatMap(rule::compiledFile));
    if (file.isEmpty()) {
      return true;
    }
    var found = toolchain.sandbox().fetchFile(made, file.get());
    found.flatMap(OutputDraft.Received::spooled).ifPresent(SpooledOutput::close);
    return found.isPresent();
  }

  private static Program withoutMainClass(Submission submission, Result.Compiled compiled) {
    var name = submission.source().stages().mainClass().orElseThrow();
    return new Program.Rejected(
        "main_class is " + name + ", and the program has no such class",
        Program.Cause.SOURCES,
        compiled);
  }

  /** The program with the large files beside it, which its compilation saw as links. */
  private Program complete(ArtifactId made, List<LargeFile> large, Result.Compiled compiled) {
    if (large.isEmpty()) {
      return ready(made, compiled);
    }
    return toolchain
        .sandbox()
        .fetch(made, MAX_BESIDE_LARGE)
        .map(program -> ready(toolchain.sandbox().store(program, large), compiled))
        .orElseGet(
            () ->
                new Program.Rejected(
                    "the compiler made more than 8 MiB, too much beside files of the file store",
                    Program.Cause.UNCLEAR,
                    compiled));
  }

  /**
   * Compilers and programs find files sent along where they work; a single source needs no copy.
   */
  static RunRequest.Folder folder(Submission submission, boolean collected) {
    return RunRequest.Folder.of(submission.source().hasFilesBeside(), collected);
  }

  private RunReport run(
      Language language,
      Submission submission,
      List<String> command,
      ArtifactId sources,
      boolean collected) {
    return toolchain.compile(
        language,
        new RunRequest(
            new RunRequest.Invocation(
                command, Command.environment(language), modules(language, submission)),
            Optional.of(sources),
            NOTHING,
            limits(submission),
            folder(submission, collected)));
  }

  /**
   * An interpreter compiles what is named as it was named to it, so one that runs knows one file.
   */
  private Optional<List<String>> modules(Language language, Submission submission) {
    return warm.isPresent() && submission.source().files().size() == 1
        ? language.setup().warm().compiler()
        : Optional.empty();
  }

  private Program ready(ArtifactId artifact, Result.Compiled compiled) {
    return new Program.Ready(artifact, toolchain.sandbox().lease(artifact), compiled);
  }

  private static Program rejected(RunReport report, Result.Compiled compiled) {
    return new Program.Rejected(reason(report.ending()), cause(report), compiled);
  }

  private static Program.Cause cause(RunReport report) {
    if (!(report.ending() instanceof Ending.Exited exited)) {
      return Program.Cause.CUT;
    }
    var saidSo = SOURCES_ARE_WRONG.contains(exited.code()) && !output(report).isBlank();
    return saidSo ? Program.Cause.SOURCES : Program.Cause.UNCLEAR;
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

  private static Result.Compiled compiled(Language language, RunReport report) {
    var printed = output(report);
    var link = language.commands().link();
    return new Result.Compiled(
        report.cpuTime(), link.map(l -> l.withoutRemarks(printed)).orElse(printed), false);
  }

  private static String output(RunReport report) {
    var both = Arrays.copyOf(report.stderr(), report.stderr().length + report.stdout().length);
    System.arraycopy(report.stdout(), 0, both, report.stderr().length, report.stdout().length);
    var kept = Math.min(both.length, MAX_OUTPUT);
    return new String(both, 0, kept, StandardCharsets.UTF_8);
  }
}
