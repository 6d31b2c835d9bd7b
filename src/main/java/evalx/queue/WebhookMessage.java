package evalx.queue;

import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import java.time.Instant;
import java.util.Optional;

/**
 * A message that asks for one attempt to send a result to its receiver.
 *
 * @param webhook its id: that of the result as its receiver knows it
 * @param attempt the number of this attempt, from 1
 * @param postponed how many times this attempt was put off
 * @param origin of all its attempts
 */
public record WebhookMessage(
    SubmissionId id, String webhook, int attempt, int postponed, Origin origin) {
  /**
   * What all attempts have in common.
   *
   * @param since when the submission ended
   * @param trace that the submission belongs to; empty where none is known
   */
  public record Origin(Instant since, Optional<TraceContext> trace) {}

  /** That for the first attempt. */
  public static WebhookMessage first(SubmissionId id, String webhook, Origin origin) {
    return new WebhookMessage(id, webhook, 1, 0, origin);
  }

  /** When the submission ended. */
  public Instant since() {
    return origin.since();
  }

  /** That for the attempt after this one. */
  public WebhookMessage next() {
    return new WebhookMessage(id, webhook, attempt + 1, 0, origin);
  }

  /** The same attempt, later. */
  public WebhookMessage later() {
    return new WebhookMessage(id, webhook, attempt, postponed + 1, origin);
  }
}
