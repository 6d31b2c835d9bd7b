package evalx.dialect.piston;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.dialect.Signals;
import evalx.submission.CaseResult;

/** What Open-R1's package prints about a program that it has judged: 1 or 0, and why. */
final class GradedRun {
  private static final int LATE = 124;
  private static final int OUT_OF_MEMORY = 134;
  private static final int SIGNALLED = 128;

  private GradedRun() {}

  /** The stage of a run whose output is told rather than judged is like any other. */
  static ObjectNode stage(Grading grading, CaseResult run) {
    var by = grading.checker().isPresent() ? "(checker)" : "(diff)";
    return switch (run.verdict()) {
      case ACCEPTED ->
          grading.isJudged()
              ? stage(run, "1", "Output is correct " + by, 0)
              : ExecuteAnswer.run(run);
      case WRONG_ANSWER -> stage(run, "0", "Output isn't correct " + by, 0);
      case TIME_LIMIT_EXCEEDED ->
          stage(run, "0", "Time limit exceeded (" + grading.text("TIME_LIMIT") + "s)", LATE);
      case MEMORY_LIMIT_EXCEEDED ->
          stage(
              run,
              "0",
              "Memory limit exceeded (" + grading.text("MEMORY_LIMIT") + "MB)",
              OUT_OF_MEMORY);
      case CHECKER_ERROR -> stage(run, "0", run.notes().message().orElse("The checker failed"), 1);
      default -> stage(run, "0", "Runtime error with exit code " + code(run), code(run));
    };
  }

  private static ObjectNode stage(CaseResult run, String stdout, String stderr, int code) {
    return ExecuteAnswer.exited(stdout + "\n", stderr + "\n", code, run);
  }

  /** As a shell tells it, and never 0. */
  private static int code(CaseResult run) {
    var signal = run.exit().signal();
    return signal.isPresent()
        ? SIGNALLED + Signals.number(signal.get()).orElse(Signals.KILL)
        : Math.max(1, run.exit().code().orElse(1));
  }
}
