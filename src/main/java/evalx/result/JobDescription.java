package evalx.result;

import evalx.submission.Caller;
import evalx.submission.Encoding;
import evalx.submission.Submission;
import java.net.URI;
import java.util.Optional;

/**
 * What the state of a job repeats of its message, so that the job can end, and be shown to its
 * owner, without it.
 *
 * @param total how many test cases it has
 * @param owner the {@link Caller#key key} of who submitted it
 * @param webhook where its result is sent; empty: nowhere
 */
public record JobDescription(
    String language, Encoding encoding, int total, String owner, Optional<URI> webhook) {
  /** Of a job that asks for no webhook. */
  public JobDescription(String language, Encoding encoding, int total, String owner) {
    this(language, encoding, total, owner, Optional.empty());
  }

  public static JobDescription of(Submission submission, Caller caller) {
    return new JobDescription(
        submission.language(),
        submission.handling().encoding(),
        submission.testCases().size(),
        caller.key(),
        submission.handling().webhook());
  }
}
