package evalx.work;

import evalx.submission.SubmissionId;
import java.time.Instant;

/**
 * A job in the hands of this node.
 *
 * @param caller the key of its caller
 * @param since when its message was taken
 */
public record JobInHand(SubmissionId id, String caller, String language, Instant since) {}
