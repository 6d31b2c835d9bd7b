package evalx.queue;

import evalx.submission.Verdict;

/** Ends submissions whose jobs will not be run. */
public interface LostJobHandler {
  /**
   * Ends the submission, unless it has ended or belongs to another message.
   *
   * @param reason as the client may read it
   * @throws RuntimeException when that cannot be done now and is to be tried again
   */
  void end(JobMessage message, Verdict verdict, String reason);
}
