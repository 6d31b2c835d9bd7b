package evalx.work;

import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import java.time.Instant;
import java.util.Optional;

/**
 * A job in the hands of this node.
 *
 * @param caller the key of its caller
 * @param trace that it belongs to
 */
public record JobInHand(
    SubmissionId id, String caller, String language, Times times, Optional<TraceContext> trace) {
  /**
   * When it came here.
   *
   * @param queued when its message was sent
   * @param since when its message was taken
   */
  public record Times(Instant queued, Instant since) {}
}
