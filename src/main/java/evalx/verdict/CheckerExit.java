package evalx.verdict;

import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.submission.CheckerProgram;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Understands how a checker's program ended. What is neither right nor wrong by its interface is a
 * failure of the checker: that of its author, and no verdict on what was checked.
 */
public final class CheckerExit {
  private static final Pattern POINTS =
      Pattern.compile(
          "\\s*(?:points\\s+)?([0-9]{1,9}(?:\\.[0-9]{1,17})?)(?:\\s+(.*))?", Pattern.DOTALL);

  private CheckerExit() {}

  /**
   * What a checker's program said by its end.
   *
   * @param program what failed, as messages call it
   * @param report of the program's run
   */
  public static Opinion of(
      String program, CheckerProgram.Interface protocol, TestCase testCase, RunReport report) {
    var said = text(report.stderr());
    if (!(report.ending() instanceof Ending.Exited exited)) {
      return failure(program + " failed: " + reason(report.ending()), said);
    }
    var opinion =
        protocol == CheckerProgram.Interface.ICPC
            ? icpc(exited.code(), said)
            : testlib(exited.code(), testCase, said);
    return opinion.orElseGet(
        () -> failure(program + " failed: it exited with " + exited.code(), said));
  }

  private static Optional<Opinion> icpc(int code, Optional<String> said) {
    return switch (code) {
      case 42 -> Optional.of(Opinion.of(Verdict.ACCEPTED, said));
      case 43 -> Optional.of(Opinion.of(Verdict.WRONG_ANSWER, said));
      default -> Optional.empty();
    };
  }

  /** 2 is a wrong format, 4 something after the end, 8 an end too early. */
  private static Optional<Opinion> testlib(int code, TestCase testCase, Optional<String> said) {
    return switch (code) {
      case 0 -> Optional.of(Opinion.of(Verdict.ACCEPTED, said));
      case 1, 2, 4, 8 -> Optional.of(Opinion.of(Verdict.WRONG_ANSWER, said));
      case 7 -> said.flatMap(text -> points(text, testCase));
      default -> Optional.empty();
    };
  }

  private static Optional<Opinion> points(String said, TestCase testCase) {
    var points = POINTS.matcher(said);
    if (!points.matches()) {
      return Optional.empty();
    }
    double all = testCase.terms().points().orElse(1.0);
    double share = all > 0 ? Math.min(1, Double.parseDouble(points.group(1)) / all) : 0;
    return Optional.of(
        new Opinion(
            share == 1 ? Verdict.ACCEPTED : Verdict.WRONG_ANSWER,
            Optional.ofNullable(points.group(2)),
            OptionalDouble.of(share)));
  }

  private static Opinion failure(String what, Optional<String> said) {
    return Opinion.of(
        Verdict.CHECKER_ERROR, Optional.of(what + said.map(text -> ": " + text).orElse("")));
  }

  private static String reason(Ending ending) {
    if (ending instanceof Ending.LimitExceeded exceeded) {
      return switch (exceeded.limit()) {
        case OUTPUT -> "it printed too much";
        case MEMORY -> "it ran out of memory";
        case CPU, WALL -> "it ran out of time";
      };
    }
    if (ending instanceof Ending.Signalled signalled) {
      return "it was ended by " + Signals.name(signalled.signal());
    }
    if (ending instanceof Ending.NotStarted notStarted) {
      return "it could not be started: " + notStarted.reason();
    }
    throw new IllegalStateException("no failure: " + ending);
  }

  private static Optional<String> text(byte[] stderr) {
    return Optional.of(new String(stderr, StandardCharsets.UTF_8).strip())
        .filter(text -> !text.isEmpty());
  }
}
