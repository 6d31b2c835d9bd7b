package evalx.queue;

import evalx.submission.SubmissionId;
import java.time.Instant;

/**
 * A message that asks for one attempt to send a result to its receiver.
 *
 * @param webhook its id: that of the result as its receiver knows it
 * @param attempt the number of this attempt, from 1
 * @param postponed how many times this attempt was put off
 * @param since when the submission ended
 */
public record WebhookMessage(
    SubmissionId id, String webhook, int attempt, int postponed, Instant since) {
  /** That for the first attempt. */
  public static WebhookMessage first(SubmissionId id, String webhook, Instant since) {
    return new WebhookMessage(id, webhook, 1, 0, since);
  }

  /** That for the attempt after this one. */
  public WebhookMessage next() {
    return new WebhookMessage(id, webhook, attempt + 1, 0, since);
  }

  /** The same attempt, later. */
  public WebhookMessage later() {
    return new WebhookMessage(id, webhook, attempt, postponed + 1, since);
  }
}
