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
record Ended(SubmissionId id, Optional<JobMessage> request, byte[] json, boolean awaitsWebhook) {
  /**
   * As often is a message delivered at the most so that an effect that failed is repeated: half a
   * minute by artemis/broker.xml.
   */
  private static final int MAX_DELIVERIES = 5;

  /**
   * Whether an effect that fails now is repeated, because the broker delivers the message again.
   */
  boolean comesAgain() {
    return request.filter(message -> message.attempts().deliveries() < MAX_DELIVERIES).isPresent();
  }
}
