package evalx.queue;

/** Does what a job's message asks for. */
public interface DeliveryHandler {
  /**
   * Handles one delivery: returns when the message may be acknowledged.
   *
   * @throws RuntimeException when it is to be delivered again
   */
  void handle(JobMessage message);
}
