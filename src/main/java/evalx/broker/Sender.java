package evalx.broker;

import java.time.Duration;

/** Sends messages. */
public interface Sender {
  /** How long a message may take to the broker's disk unless the sender has less time. */
  Duration MAX_TIME = Duration.ofSeconds(8);

  /**
   * Sends a message and returns when the broker has it on disk.
   *
   * @param within how long this may take, at most {@link #MAX_TIME}
   * @throws QueueFull when the queue takes no more
   * @throws BrokerAway when the broker does not answer in time
   * @throws SendRefused when there is no such queue, or no permission
   */
  void send(Outgoing message, Duration within);

  /** The same within {@link #MAX_TIME}. */
  default void send(Outgoing message) {
    send(message, MAX_TIME);
  }
}
