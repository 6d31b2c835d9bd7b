package evalx.work;

import evalx.submission.SubmissionId;

/** Hears of submissions that wait in their queue while clients ask for them. */
public interface WaitingSubmissions {
  /** Returns at once. */
  void askedFor(SubmissionId id);
}
