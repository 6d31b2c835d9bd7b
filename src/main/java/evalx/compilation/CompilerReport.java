package evalx.compilation;

import evalx.language.Language;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.submission.Result;
import evalx.submission.Usage;
import evalx.verdict.Signals;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a run of a compiler, or of a check where a language has no compiler, says of sources. */
record CompilerReport(Language language, RunReport run) {
  /** Bytes of what it printed. */
  private static final int MAX_OUTPUT = 64 << 10;

  /** What compilers and checks exit with when the sources or the options are wrong. */
  private static final Set<Integer> SOURCES_ARE_WRONG = Set.of(1, 2);

  /** Why there is no program of a compiler that succeeds. */
  private static final String LEFT_TOO_MUCH =
      "the compiler left more than 64 MiB or 4096 files in its working folder, or one with too long"
          + " a path";

  private static final byte[] NOTHING = {};

  /**
   * What a compiler that runs already says.
   *
   * @param store keeps the files that it made
   */
  static CompilerReport of(
      Language language, CompileAnswer answer, Function<List<ArtifactFile>, ArtifactId> store) {
    var said = Arrays.copyOf(answer.said(), Math.min(answer.said().length, MAX_OUTPUT));
    return new CompilerReport(
        language,
        new RunReport(
            new Ending.Exited(answer.compiled() ? 0 : 1),
            Usage.ofTime(answer.cpu()),
            new RunReport.Output(NOTHING, said, said.length < answer.said().length),
            answer.compiled() ? Optional.of(store.apply(answer.files())) : Optional.empty()));
  }

  boolean isAccepted() {
    return language.commands().compile().isEmpty()
        ? run.ending().equals(new Ending.Exited(0))
        : run.collected().isPresent();
  }

  Result.Compiled compiled() {
    var printed = output();
    var link = language.commands().link();
    return new Result.Compiled(
        run.cpuTime(), link.map(l -> l.withoutRemarks(printed)).orElse(printed), false);
  }

  Program.Rejected rejected() {
    return new Program.Rejected(reason(), cause(), compiled());
  }

  private Program.Cause cause() {
    if (!(run.ending() instanceof Ending.Exited exited)) {
      return Program.Cause.CUT;
    }
    var saidSo = SOURCES_ARE_WRONG.contains(exited.code()) && !output().isBlank();
    return saidSo ? Program.Cause.SOURCES : Program.Cause.UNCLEAR;
  }

  private String reason() {
    var ending = run.ending();
    if (ending instanceof Ending.LimitExceeded exceeded) {
      return switch (exceeded.limit()) {
        case OUTPUT -> "the compiler printed too much";
        case MEMORY -> "the compiler ran out of memory";
        case CPU, WALL -> Result.Compiled.OUT_OF_TIME;
      };
    }
    if (ending instanceof Ending.Signalled signalled) {
      return "the compiler was ended by " + Signals.name(signalled.signal());
    }
    if (ending instanceof Ending.Exited exited) {
      return exited.code() == 0 ? LEFT_TOO_MUCH : "the program does not compile";
    }
    throw new IllegalStateException("a compiler is no file of the submission, yet " + ending);
  }

  /** What it printed, stderr first. */
  String output() {
    var both = Arrays.copyOf(run.stderr(), run.stderr().length + run.stdout().length);
    System.arraycopy(run.stdout(), 0, both, run.stderr().length, run.stdout().length);
    var kept = Math.min(both.length, MAX_OUTPUT);
    return new String(both, 0, kept, StandardCharsets.UTF_8);
  }
}
