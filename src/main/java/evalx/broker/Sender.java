package evalx.broker;

/** Sends messages. */
public interface Sender {
  /**
   * Sends a message and returns when the broker has it on disk, at the latest after 8 s.
   *
   * @throws QueueFull when the queue takes no more
   * @throws BrokerAway when the broker does not answer in time
   * @throws SendRefused when there is no such queue, or no permission
   */
  void send(Outgoing message);
}
