package evalx.execution;

import evalx.files.FileContents;
import evalx.sandbox.RunReport;
import evalx.submission.TestCase;
import evalx.verdict.Check;
import evalx.verdict.CheckerExit;
import evalx.verdict.Opinion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Runs a checker's program on what a submission's program printed, in a box of its own after that
 * program has ended: the files it is given are out of the program's reach.
 */
record RunChecker(CheckerRuns runs, FileContents files) implements Check {
  private static final String TESTLIB = "%sexec \"$@\" </dev/null";

  private static final String ICPC = "%s" + CheckerFiles.runIcpc("<" + CheckerFiles.OUTPUT);

  private static final long MAX_STDOUT = 1L << 20;

  @Override
  public Opinion check(TestCase testCase, RunReport report) {
    var checker = runs.checker();
    var given =
        List.of(
            GivenFile.input(testCase, files),
            new GivenFile.Sent(CheckerFiles.OUTPUT, stdout(report)),
            GivenFile.answer(testCase, files));
    var request = runs.request(checker.limits(), MAX_STDOUT, given, runs.isIcpc() ? ICPC : TESTLIB);
    var said = runs.toolchain().run(runs.language(), request);
    return CheckerExit.of("the checker", checker.protocol(), testCase, said);
  }

  /** All of it, which intake bounds for programs that judge. */
  private static byte[] stdout(RunReport report) {
    try (var stdout = report.openStdout()) {
      return stdout.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read an output", e);
    }
  }
}
