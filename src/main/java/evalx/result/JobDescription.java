package evalx.result;

import evalx.submission.Caller;
import evalx.submission.Encoding;
import evalx.submission.Submission;

/**
 * What the state of a job repeats of its message, so that the job can end, and be shown to its
 * owner, without it.
 *
 * @param total how many test cases it has
 * @param owner the {@link Caller#key key} of who submitted it
 */
public record JobDescription(String language, Encoding encoding, int total, String owner) {
  public static JobDescription of(Submission submission, Caller caller) {
    return new JobDescription(
        submission.language(),
        submission.handling().encoding(),
        submission.testCases().size(),
        caller.key());
  }
}
