package evalx.result;

import evalx.submission.Encoding;
import evalx.submission.Submission;

/**
 * What the state of a job repeats of its submission, so that the job can end without its message.
 *
 * @param total how many test cases it has
 */
public record JobDescription(String language, Encoding encoding, int total) {
  public static JobDescription of(Submission submission) {
    return new JobDescription(
        submission.language(), submission.handling().encoding(), submission.testCases().size());
  }
}
