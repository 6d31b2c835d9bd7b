package evalx.verdict;

import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import evalx.submission.CheckerProgram;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  /** What testlib writes first for quitf(_pc(n), ...). */
  private static final Pattern PARTIALLY =
      Pattern.compile("partially correct \\(([0-9]{1,3})\\)(?:\\s.*)?", Pattern.DOTALL);

  /** What a testlib that is compiled with TESTSYS adds to n, which is the exit code otherwise. */
  private static final int PARTIALLY_BASE = 50;

  /**
   * What ends each score on stderr, of the ICPC's kind, before the message: the name of its file
   * and the number, or nothing where it has none.
   */
  private static final String MARK = "\u0001";

  private static final int SCORES = 2;

  private static final String POINTS_FILE = "score.txt";

  private static final Pattern NUMBER =
      Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{0,17})?(?:[eE]-?[0-9]{1,2})?");

  private CheckerExit() {}

  /**
   * What a checker's program said by its end.
   *
   * @param program what failed, as messages call it
   * @param report of the program's run
   */
  public static Opinion of(
      String program, CheckerProgram.Interface protocol, TestCase testCase, RunReport report) {
    var stderr = new String(report.stderr(), StandardCharsets.UTF_8);
    boolean isIcpc = protocol == CheckerProgram.Interface.ICPC;
    var parts = isIcpc ? List.of(stderr.split(MARK, SCORES + 1)) : List.of(stderr);
    var said = Optional.of(parts.get(parts.size() - 1).strip()).filter(text -> !text.isEmpty());
    if (!(report.ending() instanceof Ending.Exited exited)) {
      return failure(program + " failed: " + reason(report.ending()), said);
    }
    var opinion =
        isIcpc
            ? icpc(program, exited.code(), testCase, parts, said)
            : testlib(program, exited.code(), testCase, said);
    return opinion.orElseGet(
        () -> failure(program + " failed: it exited with " + exited.code(), said));
  }

  private static Optional<Opinion> icpc(
      String program, int code, TestCase testCase, List<String> parts, Optional<String> said) {
    if (parts.size() <= SCORES) {
      return Optional.empty();
    }
    var score = parts.subList(0, SCORES).stream().filter(each -> !each.isEmpty()).findFirst();
    return switch (code) {
      case 42 ->
          Optional.of(
              score
                  .map(each -> scored(program, testCase, said, each.strip().split("\\s+")))
                  .orElseGet(() -> Opinion.of(Verdict.ACCEPTED, said)));
      case 43 -> Optional.of(Opinion.of(Verdict.WRONG_ANSWER, said));
      default -> Optional.empty();
    };
  }

  /**
   * What the first of its files with a score says.
   *
   * @param score the file's name and what is in it: points, or their share
   */
  private static Opinion scored(
      String program, TestCase testCase, Optional<String> message, String[] score) {
    if (score.length != 2 || !NUMBER.matcher(score[1]).matches()) {
      return failure(program + " failed: " + score[0] + " is not a number from 0", message);
    }
    var number = Double.parseDouble(score[1]);
    return earning(score[0].equals(POINTS_FILE) ? share(number, testCase) : number, message);
  }

  private static double share(double points, TestCase testCase) {
    double all = testCase.terms().points().orElse(1.0);
    return all > 0 ? points / all : 0;
  }

  private static Opinion earning(double share, Optional<String> message) {
    return new Opinion(
        share >= 1 ? Verdict.ACCEPTED : Verdict.WRONG_ANSWER,
        message,
        OptionalDouble.of(Math.min(1, share)));
  }

  /** 2 is a wrong format, 4 something after the end, 8 an end too early. */
  private static Optional<Opinion> testlib(
      String program, int code, TestCase testCase, Optional<String> said) {
    if (isPartially(code, said)) {
      return Optional.of(
          failure(program + " failed: _pc(n) says no points, but quitp(points, ...) does", said));
    }
    return switch (code) {
      case 0 -> Optional.of(Opinion.of(Verdict.ACCEPTED, said));
      case 1, 2, 4, 8 -> Optional.of(Opinion.of(Verdict.WRONG_ANSWER, said));
      case 7 -> said.flatMap(text -> points(text, testCase));
      default -> Optional.empty();
    };
  }

  /**
   * Whether testlib's _pc(n) ended it. Its exit code, n, may also be that of another end: 0 would
   * be accepted. How many points n is worth differs between the systems that testlib serves.
   */
  private static boolean isPartially(int code, Optional<String> said) {
    var partially = PARTIALLY.matcher(said.orElse(""));
    if (!partially.matches()) {
      return false;
    }
    int n = Integer.parseInt(partially.group(1));
    return code == n || code == PARTIALLY_BASE + n;
  }

  private static Optional<Opinion> points(String said, TestCase testCase) {
    var points = POINTS.matcher(said);
    if (!points.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        earning(
            share(Double.parseDouble(points.group(1)), testCase),
            Optional.ofNullable(points.group(2))));
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
}
