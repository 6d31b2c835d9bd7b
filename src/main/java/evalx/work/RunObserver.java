package evalx.work;

import evalx.submission.CaseResult;
import evalx.submission.Result;

/** Hears how a run gets on. */
interface RunObserver {
  /** It begins; the handle ends it early. */
  void began(RunHandle handle);

  /** The sources are compiled. */
  void compiled(Result.Compiled compiled);

  /**
   * A test case has ended.
   *
   * @param index from 0
   */
  void caseFinished(int index, CaseResult result);

  /** This many test cases have ended; said at times, not for each. */
  void done(int count);
}
