package evalx.queue;

/** Makes attempts to send results to their receivers. */
public interface WebhookHandler {
  /**
   * Makes one: returns when the message may be acknowledged.
   *
   * @throws RuntimeException when it is to be delivered again
   */
  void handle(WebhookMessage message);
}
