package evalx.completion;

import evalx.queue.JobMessage;
import evalx.submission.SubmissionId;
import java.util.Optional;

/**
 * A submission that has its result.
 *
 * @param request the message that asked for it; empty where it ends without one in hand
 * @param json the result that is stored, as clients read it
 */
record Ended(SubmissionId id, Optional<JobMessage> request, byte[] json) {}
