package evalx.compilation;

import evalx.files.FileContents;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.LargeFile;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Result;
import evalx.submission.Submission;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns sources into a program in the sandbox: a compiler is as dangerous as what it compiles. */
public final class Compiler {
  /** What a compilation may use. Its wall limit is part of every job's budget. */
  public static final RunLimits LIMITS =
      new RunLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(61),
          256,
          new RunLimits.Bytes(1L << 30, 16L << 20, 64L << 10, 256L << 20));

  private static final int MAX_TRIES = 3;

  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(Compiler.class.getName());

  private final Toolchain toolchain;
  private final ProgramFiles files;
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
    this.files = new ProgramFiles(toolchain, files);
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
      believe(known.get(), true);
      return compiled(submission, known.get(), List.of());
    }
    var commands = language.commands();
    var large = files.large(submission);
    var sources = toolchain.sandbox().store(ProgramFiles.sources(submission), large);
    if (commands.compile().isEmpty() && commands.check().isEmpty()) {
      return ready(sources, Result.Compiled.NONE);
    }
    var report = byProcess(language, submission, sources);
    believe(report, false);
    if (!commands.compile().isEmpty()) {
      return compiled(submission, report, large);
    }
    // What it says of a program that it finds right, warnings among it, is said again at each run.
    return report.isAccepted()
        ? ready(sources, new Result.Compiled(report.run().cpuTime(), "", false))
        : report.rejected();
  }

  /** What a process of its own makes of sources, or says of them where the language has no more. */
  private CompilerReport byProcess(Language language, Submission submission, ArtifactId sources) {
    var command = new Command(language, submission.source(), limits(submission).memoryBytes());
    var commands = language.commands();
    return new CompilerReport(
        language,
        commands.compile().isEmpty()
            ? run(language, submission, command.of(commands.check()), sources, false)
            : run(language, submission, command.of(commands.compile()), sources, true));
  }

  /**
   * @throws SandboxFailure when the sources are rejected by a compiler that rejects all
   */
  private void believe(CompilerReport report, boolean byServer) {
    var language = report.language();
    if (report.isAccepted()) {
      proven.worked(language, byServer);
    } else {
      proven.confirm(language, byServer, () -> selfTest(language));
    }
  }

  private ProvenTools.Look selfTest(Language language) {
    var submission = SelfTestSubmission.of(language);
    var sources = toolchain.sandbox().store(ProgramFiles.sources(submission));
    var report = byProcess(language, submission, sources);
    return new ProvenTools.Look(report.isAccepted(), report.run().cpuTime(), report.output());
  }

  private Program compiled(Submission submission, CompilerReport report, List<LargeFile> large) {
    var made = report.run().collected();
    if (made.isEmpty()) {
      return report.rejected();
    }
    if (!files.hasMainClass(report.language(), submission, made.get())) {
      var name = submission.source().stages().mainClass().orElseThrow();
      return new Program.Rejected(
          "main_class is " + name + ", and the program has no such class",
          Program.Cause.SOURCES,
          report.compiled());
    }
    return files
        .beside(made.get(), large)
        .map(program -> ready(program, report.compiled()))
        .orElseGet(
            () ->
                new Program.Rejected(
                    "the compiler made more than 8 MiB, too much beside files of the file store",
                    Program.Cause.UNCLEAR,
                    report.compiled()));
  }

  /**
   * What a compiler that runs already makes of a submission; it knows one file and no options, and
   * has the usual limits.
   */
  private Optional<CompilerReport> byServer(Language language, Submission submission) {
    var source = submission.source();
    if (source.files().size() != 1
        || !source.compilerOptions().isEmpty()
        || !limits(submission).equals(LIMITS)) {
      return Optional.empty();
    }
    return warm.flatMap(servers -> servers.compile(toolchain, language, source.files().get(0)))
        .map(
            answer ->
                CompilerReport.of(language, answer, files -> toolchain.sandbox().store(files)));
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
}
