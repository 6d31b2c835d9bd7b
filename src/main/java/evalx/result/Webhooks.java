package evalx.result;

import evalx.submission.SubmissionId;
import java.util.Optional;

/**
 * The deliveries of webhooks, kept as long as their results. Each method throws {@link
 * evalx.redis.RedisAway} during an outage.
 */
public interface Webhooks {
  /** That of a submission's result; empty where it has none, or its result is gone. */
  Optional<Webhook> find(SubmissionId id);

  /**
   * Records how far it is, unless the result is gone or another one has taken its place. Two
   * attempts may be in hand at once, and be recorded in either order: a delivery is recorded
   * always, anything else only while it is pending and no later attempt is recorded.
   *
   * @param webhook its id
   */
  void record(SubmissionId id, String webhook, WebhookState state);
}
