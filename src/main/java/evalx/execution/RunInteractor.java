package evalx.execution;

import evalx.files.FileContents;
import evalx.language.Language;
import evalx.sandbox.Dialogue;
import evalx.sandbox.RunRequest;
import evalx.submission.Limits;
import evalx.submission.TestCase;
import evalx.verdict.CheckerExit;
import evalx.verdict.Opinion;
import java.util.List;

/**
 * Lets a submission's program talk to an interactor, each in a box of its own. The interactor is
 * given the files of the test case by a descriptor that only its box has.
 */
record RunInteractor(CheckerRuns runs, FileContents files) {
  private static final String TESTLIB = "{\n%s} <&3\nexec \"$@\" 3<&-";

  private static final String ICPC = "{\n%s} <&3\n" + CheckerFiles.runIcpc("3<&-");

  /** As much as the program may print. */
  private static final long MAX_STDOUT = 16L << 20;

  /**
   * Runs both.
   *
   * @param program whose stdin is empty
   */
  Dialogue run(Language language, RunRequest program, TestCase testCase) {
    var given = List.of(GivenFile.input(testCase, files), GivenFile.answer(testCase, files));
    var own = runs.checker().limits();
    // It waits for the program, and must outlive its limit.
    var limits = new Limits(own.cpu(), own.wall().plus(program.limits().wall()), own.memory());
    var request = runs.request(limits, MAX_STDOUT, given, runs.isIcpc() ? ICPC : TESTLIB);
    return runs.toolchain().converse(language, program, request);
  }

  /** What the interactor said by its end. */
  Opinion opinion(TestCase testCase, Dialogue dialogue) {
    return CheckerExit.of(
        "the interactor", runs.checker().protocol(), testCase, dialogue.interactor());
  }
}
