package evalx.verdict;

import evalx.language.Language;
import evalx.sandbox.Content;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.submission.CaseResult;
import evalx.submission.Checker;
import evalx.submission.Exit;
import evalx.submission.FileId;
import evalx.submission.Output;
import evalx.submission.StreamComparison;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Gives a run its verdict: first by how it ended, then by what it printed. */
public final class Judge {
  /** Bytes of stdout and stderr that the result of a test case keeps. */
  private static final int MAX_STDOUT = 64 << 10;

  private static final int MAX_STDERR = 16 << 10;
  private static final int EXIT_CODE_OF_TIME = 124;
  private static final int EXIT_CODE_OF_MEMORY = 137;

  private final Language language;
  private final Checker checker;
  private final long memory;
  private final Function<FileId, Content> files;

  /**
   * @param memory bytes that each run may use
   * @param files of expected outputs
   */
  public Judge(Language language, Checker checker, long memory, Function<FileId, Content> files) {
    this.language = language;
    this.checker = checker;
    this.memory = memory;
    this.files = files;
  }

  public CaseResult judge(TestCase testCase, RunReport report) {
    var verdict = verdict(testCase, report);
    return new CaseResult(
            verdict,
            new Output(report.stdout(), isCut(verdict, report)),
            new Output(report.stderr(), report.stderrTruncated()),
            new Exit(exitCode(verdict, report.ending()), signal(verdict, report.ending())),
            report.usage(),
            CaseResult.Notes.of(message(report.ending())))
        .keeping(MAX_STDOUT, MAX_STDERR);
  }

  private Verdict verdict(TestCase testCase, RunReport report) {
    if (report.ending() instanceof Ending.LimitExceeded exceeded) {
      return switch (exceeded.limit()) {
        case OUTPUT -> Verdict.OUTPUT_LIMIT_EXCEEDED;
        case MEMORY -> Verdict.MEMORY_LIMIT_EXCEEDED;
        case CPU, WALL -> Verdict.TIME_LIMIT_EXCEEDED;
      };
    }
    if (report.ending().equals(new Ending.Exited(0))) {
      return accepts(testCase, report) ? Verdict.ACCEPTED : Verdict.WRONG_ANSWER;
    }
    return diedOfMemory(report) ? Verdict.MEMORY_LIMIT_EXCEEDED : runtimeError(report.ending());
  }

  private static boolean isCut(Verdict verdict, RunReport report) {
    return verdict == Verdict.OUTPUT_LIMIT_EXCEEDED || report.output().spooled().isPresent();
  }

  private boolean accepts(TestCase testCase, RunReport report) {
    var file = testCase.files().expectedOutput();
    if (file.isPresent()) {
      return accepts(() -> files.apply(file.get()).open(), report);
    }
    var expected = testCase.expectedOutput();
    if (expected.isPresent() && report.output().spooled().isPresent()) {
      return accepts(() -> new ByteArrayInputStream(expected.get()), report);
    }
    return testCase
        .expectedOutput()
        .map(bytes -> checker.accepts(bytes, report.stdout()))
        .orElse(true);
  }

  private interface Source {
    InputStream open() throws IOException;
  }

  /** Compares as streams what may be too large for the heap. */
  private boolean accepts(Source expectation, RunReport report) {
    var spooled = report.output().spooled();
    try (var expected = expectation.open();
        var actual =
            spooled.isPresent()
                ? spooled.get().open()
                : new ByteArrayInputStream(report.stdout())) {
      return StreamComparison.accepts(checker, expected, actual);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compare outputs", e);
    }
  }

  /** The use is what the sandbox measured; the rest any program could print. */
  private boolean diedOfMemory(RunReport report) {
    var deaths = language.memoryRules().deaths();
    if (deaths.isEmpty() || !language.memoryRules().isUsedUp(report.peakKib() << 10, memory)) {
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
