package evalx.verdict;

import evalx.language.Language;
import evalx.sandbox.Dialogue;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.submission.CaseResult;
import evalx.submission.Exit;
import evalx.submission.Explanation;
import evalx.submission.Output;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/** Gives a run its verdict: first by how it ended, then by what it printed. */
public final class Judge {
  /** Bytes of stdout and stderr that the result of a test case keeps. */
  private static final int MAX_STDOUT = 64 << 10;

  private static final int MAX_STDERR = 16 << 10;
  private static final String WAITED =
      "wall time limit: the interactor was still waiting; is each output flushed?";

  private static final int EXIT_CODE_OF_TIME = 124;
  private static final int EXIT_CODE_OF_MEMORY = 137;

  private final Language language;
  private final Check check;

  /**
   * @param check of runs that ended well
   */
  public Judge(Language language, Check check) {
    this.language = language;
    this.check = check;
  }

  /**
   * The result of a test case, by a run of it.
   *
   * @param memory bytes that the run was allowed
   */
  public CaseResult judge(TestCase testCase, long memory, RunReport report) {
    return result(
        endedWell(report) ? check.check(testCase, report) : opinion(report, memory), report);
  }

  /**
   * The result of a test case, by what an interactor said. If it ended first, nothing that the
   * program did later makes its answers right; if the program did, its own end counts first.
   *
   * @param memory bytes that the program was allowed
   */
  public CaseResult judge(Dialogue dialogue, Opinion interactor, long memory) {
    var report = dialogue.program();
    var isFinal = dialogue.interactorFirst() && interactor.verdict() != Verdict.ACCEPTED;
    if (isFinal || endedWell(report)) {
      return result(interactor, report);
    }
    var opinion = opinion(report, memory);
    var bothWaited =
        !dialogue.interactorFirst() && report.ending().equals(new Ending.LimitExceeded(Limit.WALL));
    return result(
        bothWaited ? Opinion.of(opinion.verdict(), Optional.of(WAITED)) : opinion, report);
  }

  /** The result of a run that ended well and is not to be compared with anything. */
  public CaseResult failed(RunReport report, Verdict verdict, String why) {
    return result(Opinion.of(verdict, Optional.of(why)), report);
  }

  private static boolean endedWell(RunReport report) {
    return report.ending().equals(new Ending.Exited(0));
  }

  private Opinion opinion(RunReport report, long memory) {
    return Opinion.of(verdict(report, memory), message(report.ending()));
  }

  private static CaseResult result(Opinion opinion, RunReport report) {
    var verdict = opinion.verdict();
    return new CaseResult(
            verdict,
            new Output(report.stdout(), isCut(verdict, report)),
            new Output(report.stderr(), report.stderrTruncated()),
            new Exit(exitCode(verdict, report.ending()), signal(verdict, report.ending())),
            report.usage(),
            new CaseResult.Notes(
                false, opinion.message(), Explanation.of(opinion.difference()), opinion.share()))
        .keeping(MAX_STDOUT, MAX_STDERR);
  }

  private Verdict verdict(RunReport report, long memory) {
    if (report.ending() instanceof Ending.LimitExceeded exceeded) {
      return switch (exceeded.limit()) {
        case OUTPUT -> Verdict.OUTPUT_LIMIT_EXCEEDED;
        case MEMORY -> Verdict.MEMORY_LIMIT_EXCEEDED;
        case CPU, WALL -> Verdict.TIME_LIMIT_EXCEEDED;
      };
    }
    return diedOfMemory(report, memory)
        ? Verdict.MEMORY_LIMIT_EXCEEDED
        : runtimeError(report.ending());
  }

  private static boolean isCut(Verdict verdict, RunReport report) {
    return verdict == Verdict.OUTPUT_LIMIT_EXCEEDED || report.output().spooled().isPresent();
  }

  /** The sandbox tells what was used, or asked for; the rest any program could print. */
  private boolean diedOfMemory(RunReport report, long memory) {
    var deaths = language.memoryRules().deaths();
    if (deaths.isEmpty()
        || (!report.beyondMachine()
            && !language.memoryRules().isUsedUp(report.peakKib() << 10, memory))) {
      return false;
    }
    var stderr = new String(report.stderr(), StandardCharsets.ISO_8859_1);
    return deaths.stream()
        .anyMatch(
            death ->
                (report.ending().equals(new Ending.Exited(death.exitCode()))
                        || report.ending().equals(new Ending.Signalled(death.signal())))
                    && stderr.contains(death.stderr()));
  }

  private static Verdict runtimeError(Ending ending) {
    if (ending instanceof Ending.Exited) {
      return Verdict.NON_ZERO_EXIT;
    }
    if (ending instanceof Ending.NotStarted) {
      return Verdict.OTHER_RUNTIME_ERROR;
    }
    if (!(ending instanceof Ending.Signalled signalled)) {
      throw new IllegalStateException("no verdict for " + ending);
    }
    return switch (signalled.signal()) {
      case Signals.SIGSEGV -> Verdict.SEGMENTATION_FAULT;
      case Signals.SIGFPE -> Verdict.ARITHMETIC_ERROR;
      case Signals.SIGABRT -> Verdict.ABORTED;
      case Signals.SIGXFSZ -> Verdict.FILE_SIZE_EXCEEDED;
      default -> Verdict.OTHER_RUNTIME_ERROR;
    };
  }

  private static OptionalInt exitCode(Verdict verdict, Ending ending) {
    return switch (verdict) {
      case TIME_LIMIT_EXCEEDED -> OptionalInt.of(EXIT_CODE_OF_TIME);
      case MEMORY_LIMIT_EXCEEDED -> OptionalInt.of(EXIT_CODE_OF_MEMORY);
      default ->
          ending instanceof Ending.Exited exited
              ? OptionalInt.of(exited.code())
              : OptionalInt.empty();
    };
  }

  private static Optional<String> signal(Verdict verdict, Ending ending) {
    return ending instanceof Ending.Signalled signalled && verdict != Verdict.MEMORY_LIMIT_EXCEEDED
        ? Optional.of(Signals.name(signalled.signal()))
        : Optional.empty();
  }

  private static Optional<String> message(Ending ending) {
    if (ending instanceof Ending.NotStarted notStarted) {
      return Optional.of("the program could not be started: " + notStarted.reason());
    }
    return ending.equals(new Ending.LimitExceeded(Limit.WALL))
        ? Optional.of("wall time limit")
        : Optional.empty();
  }
}
