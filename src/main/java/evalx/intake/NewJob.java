package evalx.intake;

import evalx.submission.Caller;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;

/**
 * A submission that has passed every rule and is about to be queued.
 *
 * @param isRepeatable whether it may have been queued before, and is then not to be queued again
 */
public record NewJob(SubmissionId id, Submission submission, Caller caller, boolean isRepeatable) {}
