package evalx.execution;

import evalx.submission.CaseResult;
import evalx.submission.Result;

/**
 * Hears how a job goes on. All methods are called on the job's own thread, one after another, and
 * must not throw; the job waits for them, its runs do not.
 */
public interface RunListener {
  /** Hears nothing. */
  RunListener NONE =
      new RunListener() {
        @Override
        public void compiled(Result.Compiled compiled) {}

        @Override
        public void caseFinished(int index, CaseResult result) {}

        @Override
        public void progressed(int finished) {}
      };

  /** Its sources were compiled; the test cases begin unless they do not compile. Called once. */
  void compiled(Result.Compiled compiled);

  /**
   * A test case ended, with the outcome that the job's result will have. Called once for each test
   * case, also for those that need no run, within 100 ms of its end; in order of the test cases
   * where the submission stops at the first failure, else in the order of their ends.
   *
   * @param index of the test case, from 0
   */
  void caseFinished(int index, CaseResult result);

  /**
   * Called at most every 100 ms while the test cases run, after some have ended, so that progress
   * can be stored at a pace that does not grow with their number; and about every second while none
   * ends, or a program is still compiled, so that the listener can learn what others want of the
   * job.
   *
   * @param finished how many test cases have ended
   */
  void progressed(int finished);
}
