package evalx.completion;

import evalx.queue.JobMessage;
import evalx.submission.SubmissionId;
import java.util.Optional;

/**
 * A submission that has its result.
 *
 * @param request the message that asked for it; empty where it ends without one in hand
 * @param json the result that is stored
 * @param awaitsWebhook whether it is to be sent to a receiver that has not got it yet
 */
record Ended(SubmissionId id, Optional<JobMessage> request, byte[] json, boolean awaitsWebhook) {}
