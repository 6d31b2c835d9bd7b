package evalx.work;

import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import java.time.Instant;
import java.util.Optional;

/**
 * A job in the hands of this node.
 *
 * @param caller the key of its caller
 * @param since when its message was taken
 * @param trace that it belongs to
 */
public record JobInHand(
    SubmissionId id, String caller, String language, Instant since, Optional<TraceContext> trace) {}
