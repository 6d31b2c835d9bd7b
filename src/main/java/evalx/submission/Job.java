package evalx.submission;

import java.time.Instant;
import java.util.Optional;

/**
 * A submission on its way through the queue.
 *
 * @param queued when it was queued
 * @param attempt the number of this attempt, from 1
 * @param caller whose it is; empty for one of this node's own
 */
public record Job(
    SubmissionId id, Submission submission, Instant queued, int attempt, Optional<Caller> caller) {
  public Job(SubmissionId id, Submission submission, Instant queued, int attempt) {
    this(id, submission, queued, attempt, Optional.empty());
  }
}
