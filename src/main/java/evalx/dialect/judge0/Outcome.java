package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;

import evalx.dialect.CompilerTimeout;
import evalx.dialect.Signals;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What became of a submission in Judge0's terms.
 *
 * @param printed by the program and its compiler; null for nothing
 * @param exit how the program ended; absent where it did not run
 * @param figures absent where it did not run
 */
record Outcome(
    Status status, Printed printed, Exit exit, Figures figures, Optional<String> message) {

  /** Bytes that Judge0 gives as null where there are none. */
  record Printed(
      byte @Nullable [] stdout, byte @Nullable [] stderr, byte @Nullable [] compileOutput) {}

  /** How a program ended. */
  record Exit(OptionalInt code, OptionalInt signal) {
    static final Exit NONE = new Exit(OptionalInt.empty(), OptionalInt.empty());

    private static Exit code(int code) {
      return new Exit(OptionalInt.of(code), OptionalInt.empty());
    }
  }

  /**
   * What a program used.
   *
   * @param time seconds
   * @param memory KB
   */
  record Figures(Optional<String> time, Optional<String> wallTime, OptionalLong memory) {
    static final Figures NONE =
        new Figures(Optional.empty(), Optional.empty(), OptionalLong.empty());
  }

  private static final int BY_SIGNAL = 128;

  /** What a result says where its compiler's output says more. */
  private static final String SEE_OUTPUT = "the program does not compile";

  /**
   * The outcome of a result.
   *
   * @param compiled whether Judge0 has a step of compilation for its language
   * @param strict whether a signal looks as it does to Judge0's shell
   */
  static Outcome of(Result result, boolean compiled, boolean strict) {
    var compileOutput = bytesOf(result.compiled().output().getBytes(UTF_8));
    if (result.verdict() == Verdict.COMPILATION_ERROR) {
      return compiled ? failedCompilation(result, compileOutput) : failedCheck(compileOutput);
    }
    if (result.cases().isEmpty()) {
      var message = result.remarks().message().or(() -> Optional.of(result.verdict().label()));
      return new Outcome(
          Status.INTERNAL_ERROR, new Printed(null, null, null), Exit.NONE, Figures.NONE, message);
    }
    var cases = result.cases();
    var decisive =
        cases.stream()
            .filter(run -> run.verdict() != Verdict.ACCEPTED)
            .findFirst()
            .orElse(cases.get(0));
    var printed =
        new Printed(
            bytesOf(decisive.stdout().bytes()),
            bytesOf(decisive.stderr().bytes()),
            compiled ? compileOutput : null);
    return ended(decisive, strict).with(printed, averages(cases));
  }

  /**
   * The outcome of a submission of whose result the figures are left.
   *
   * @param time of CPU
   * @param peakKib peak memory
   */
  static Outcome summary(Status status, Optional<Duration> time, OptionalLong peakKib) {
    return new Outcome(
        status,
        new Printed(null, null, null),
        Exit.NONE,
        new Figures(time.map(Outcome::seconds), Optional.empty(), peakKib),
        Optional.empty());
  }

  private Outcome with(Printed other, Figures used) {
    return new Outcome(status, other, exit, used, message);
  }

  private static byte @Nullable [] bytesOf(byte[] bytes) {
    return bytes.length == 0 ? null : bytes;
  }

  private static Outcome failedCompilation(Result result, byte @Nullable [] output) {
    var reason = result.remarks().message();
    if (CompilerTimeout.is(result)) {
      return notCompiled("Compilation time limit exceeded.".getBytes(UTF_8), Optional.empty());
    }
    return output == null
        ? notCompiled(reason.map(text -> text.getBytes(UTF_8)).orElse(null), Optional.empty())
        : notCompiled(output, reason.filter(text -> !text.equals(SEE_OUTPUT)));
  }

  private static Outcome notCompiled(byte @Nullable [] output, Optional<String> message) {
    return new Outcome(
        Status.COMPILATION_ERROR,
        new Printed(null, null, output),
        Exit.NONE,
        Figures.NONE,
        message);
  }

  /** A source with a syntax error that Judge0 would run. */
  private static Outcome failedCheck(byte @Nullable [] output) {
    return new Outcome(
        Status.NZEC,
        new Printed(null, output, null),
        Exit.code(1),
        new Figures(Optional.of("0.0"), Optional.of("0.0"), OptionalLong.of(0)),
        Optional.of("Exited with error status 1"));
  }

  private static Outcome ended(CaseResult run, boolean strict) {
    var status = Status.of(run.verdict());
    var signal = signal(run);
    if (run.verdict() == Verdict.TIME_LIMIT_EXCEEDED) {
      var wall = run.notes().message().filter(message -> message.startsWith("wall")).isPresent();
      return of(
          status,
          new Exit(OptionalInt.of(0), OptionalInt.of(Signals.KILL)),
          wall ? "Time limit exceeded (wall clock)" : "Time limit exceeded");
    }
    if (signal.isPresent() && strict) {
      var code = BY_SIGNAL + signal.getAsInt();
      return of(Status.NZEC, Exit.code(code), "Exited with error status " + code);
    }
    if (signal.isPresent()) {
      var caught = "Caught fatal signal " + signal.getAsInt();
      var message = status == Status.SIGXFSZ ? caught : run.notes().message().orElse(caught);
      return of(status, new Exit(OptionalInt.of(0), signal), message);
    }
    var code = run.exit().code().orElse(0);
    var message = run.notes().message();
    return new Outcome(
        status,
        new Printed(null, null, null),
        Exit.code(code),
        Figures.NONE,
        code == 0 ? message : Optional.of("Exited with error status " + code));
  }

  private static Outcome of(Status status, Exit exit, String message) {
    return new Outcome(
        status, new Printed(null, null, null), exit, Figures.NONE, Optional.of(message));
  }

  private static OptionalInt signal(CaseResult run) {
    if (run.verdict() == Verdict.MEMORY_LIMIT_EXCEEDED) {
      return OptionalInt.of(Signals.KILL);
    }
    if (Status.of(run.verdict()) == Status.SIGXFSZ) {
      // There stdout is a file too.
      return OptionalInt.of(Signals.FILE_SIZE);
    }
    return run.exit().signal().map(Signals::number).orElse(OptionalInt.empty());
  }

  /** Of the runs that there were. */
  private static Figures averages(List<CaseResult> cases) {
    var ran = cases.stream().map(CaseResult::usage).filter(u -> !u.equals(Usage.NONE)).toList();
    if (ran.isEmpty()) {
      return Figures.NONE;
    }
    var time = ran.stream().map(Usage::cpuTime).reduce(Duration.ZERO, Duration::plus);
    var wall = ran.stream().map(Usage::wallTime).reduce(Duration.ZERO, Duration::plus);
    var memory = ran.stream().mapToLong(Usage::peakKib).sum() / ran.size();
    return new Figures(
        Optional.of(seconds(time.dividedBy(ran.size()))),
        Optional.of(seconds(wall.dividedBy(ran.size()))),
        OptionalLong.of(memory));
  }

  private static String seconds(Duration time) {
    var millis = BigDecimal.valueOf(time.toNanos(), 9).setScale(3, RoundingMode.HALF_UP);
    return Attributes.decimal(millis.doubleValue());
  }
}
