package evalx.execution;

import evalx.language.Language;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.submission.CaseResult;
import evalx.submission.Checker;
import evalx.submission.Status;
import evalx.submission.TestCase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Gives a run its verdict: first by how it ended, then by what it printed. */
final class Judge {
  /** Bytes of stdout and stderr that the result of a test case keeps. */
  private static final int KEPT_STDOUT = 64 << 10;

  private static final int KEPT_STDERR = 16 << 10;
  private static final int EXIT_CODE_OF_TIME = 124;
  private static final int EXIT_CODE_OF_MEMORY = 137;

  private final Language language;
  private final Checker checker;

  Judge(Language language, Checker checker) {
    this.language = language;
    this.checker = checker;
  }

  CaseResult judge(TestCase testCase, RunReport report) {
    var status = status(testCase, report);
    return new CaseResult(
            status,
            report.stdout(),
            report.stderr(),
            status == Status.OUTPUT_LIMIT_EXCEEDED,
            report.stderrTruncated(),
            exitCode(status, report.ending()),
            signal(status, report.ending()),
            report.cpuTime(),
            report.wallTime(),
            report.peakKib(),
            false,
            message(report.ending()),
            List.of())
        .keeping(KEPT_STDOUT, KEPT_STDERR);
  }

  private Status status(TestCase testCase, RunReport report) {
    if (report.ending() instanceof Ending.LimitExceeded exceeded) {
      return switch (exceeded.limit()) {
        case OUTPUT -> Status.OUTPUT_LIMIT_EXCEEDED;
        case MEMORY -> Status.MEMORY_LIMIT_EXCEEDED;
        case CPU, WALL -> Status.TIME_LIMIT_EXCEEDED;
      };
    }
    if (report.ending().equals(new Ending.Exited(0))) {
      return accepts(testCase, report) ? Status.ACCEPTED : Status.WRONG_ANSWER;
    }
    return diedOfMemory(report) ? Status.MEMORY_LIMIT_EXCEEDED : runtimeError(report.ending());
  }

  private boolean accepts(TestCase testCase, RunReport report) {
    return testCase
        .expectedOutput()
        .map(expected -> Checking.accepts(checker, expected, report.stdout()))
        .orElse(true);
  }

  private boolean diedOfMemory(RunReport report) {
    var deaths = language.memoryDeaths();
    if (deaths.isEmpty()) {
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

  private static Status runtimeError(Ending ending) {
    if (ending instanceof Ending.Exited) {
      return Status.NON_ZERO_EXIT;
    }
    if (ending instanceof Ending.NotStarted) {
      return Status.OTHER_RUNTIME_ERROR;
    }
    return switch (((Ending.Signalled) ending).signal()) {
      case Signals.SIGSEGV -> Status.SEGMENTATION_FAULT;
      case Signals.SIGFPE -> Status.ARITHMETIC_ERROR;
      case Signals.SIGABRT -> Status.ABORTED;
      case Signals.SIGXFSZ -> Status.FILE_SIZE_EXCEEDED;
      default -> Status.OTHER_RUNTIME_ERROR;
    };
  }

  private static OptionalInt exitCode(Status status, Ending ending) {
    return switch (status) {
      case TIME_LIMIT_EXCEEDED -> OptionalInt.of(EXIT_CODE_OF_TIME);
      case MEMORY_LIMIT_EXCEEDED -> OptionalInt.of(EXIT_CODE_OF_MEMORY);
      default ->
          ending instanceof Ending.Exited exited
              ? OptionalInt.of(exited.code())
              : OptionalInt.empty();
    };
  }

  private static Optional<String> signal(Status status, Ending ending) {
    return ending instanceof Ending.Signalled signalled && status != Status.MEMORY_LIMIT_EXCEEDED
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
