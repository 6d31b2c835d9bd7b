package evalx.intake;

import evalx.submission.Caller;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;

/** A submission that has passed every rule and is about to be queued. */
public record NewJob(SubmissionId id, Submission submission, Caller caller) {}
