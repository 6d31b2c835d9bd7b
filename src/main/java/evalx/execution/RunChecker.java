package evalx.execution;

import evalx.sandbox.RunReport;
import evalx.submission.TestCase;
import evalx.verdict.Check;
import evalx.verdict.CheckerExit;
import evalx.verdict.Opinion;
import java.util.List;

/**
 * Runs a checker's program on what a submission's program printed, in a box of its own after that
 * program has ended: the files it is given are out of the program's reach.
 */
record RunChecker(CheckerRuns runs) implements Check {
  private static final String TESTLIB = "%sexec \"$@\" </dev/null";

  private static final String ICPC =
      "%smkdir "
          + CheckerFiles.FEEDBACK
          + " && \"$@\" <"
          + CheckerFiles.OUTPUT
          + "\n"
          + CheckerFiles.PASS_MESSAGES;

  private static final long MAX_STDOUT = 1L << 20;

  @Override
  public Opinion check(TestCase testCase, RunReport report) {
    var checker = runs.checker();
    var files =
        List.of(
            new CheckerRuns.GivenFile(CheckerFiles.INPUT, testCase.stdin()),
            new CheckerRuns.GivenFile(CheckerFiles.OUTPUT, report.stdout()),
            new CheckerRuns.GivenFile(
                CheckerFiles.ANSWER, testCase.expectedOutput().orElse(new byte[0])));
    var request =
        runs.request(checker.limits(), MAX_STDOUT, files, runs.isIcpc() ? ICPC : TESTLIB, args());
    var said = runs.toolchain().run(runs.language(), request);
    return CheckerExit.of("the checker", checker.protocol(), testCase, said);
  }

  private List<String> args() {
    return runs.isIcpc()
        ? runs.args(CheckerFiles.INPUT, CheckerFiles.ANSWER, CheckerFiles.FEEDBACK)
        : runs.args(CheckerFiles.INPUT, CheckerFiles.OUTPUT, CheckerFiles.ANSWER);
  }
}
