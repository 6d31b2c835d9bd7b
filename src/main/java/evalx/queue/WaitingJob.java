package evalx.queue;

import evalx.submission.SubmissionId;
import java.time.Instant;

/**
 * A job that waits in its queue.
 *
 * @param caller the key of who submitted it
 * @param level the JMS priority, 9 (first) to 0
 */
public record WaitingJob(
    SubmissionId token, String language, String caller, int level, Instant queued) {}
