package evalx.work;

import evalx.submission.Caller;
import evalx.submission.Submission;

/** Makes submissions of the bodies of messages. */
interface SubmissionParser {
  /**
   * Reads a submission that was accepted before: no rule or limit of this node applies to it.
   *
   * @throws evalx.format.NotJson when it is not JSON
   * @throws evalx.format.InvalidSubmission when it is not complete
   */
  Submission accepted(byte[] body);

  /**
   * Reads what an outside producer asks for, by the rules of intake.
   *
   * @throws evalx.format.NotJson when it is not JSON
   * @throws evalx.format.InvalidSubmission with everything that is wrong with it
   */
  Submission offered(byte[] body, Caller caller);
}
