package evalx.api;

import evalx.format.Problem;
import evalx.submission.SubmissionId;

/** A submission in a request for several. */
sealed interface BatchItem {
  /** It was accepted, in this request or before. */
  record Accepted(SubmissionId id) implements BatchItem {}

  /** There is none, and this is why. */
  record Refused(Problem problem) implements BatchItem {}
}
