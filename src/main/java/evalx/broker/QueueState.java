package evalx.broker;

/**
 * What the broker says of a queue.
 *
 * @param counts of its messages
 * @param consumers that are open
 * @param paused whether it hands out no messages until it is resumed
 * @param added messages that came since the broker was started
 * @param acknowledged messages that were done with since then
 */
public record QueueState(
    String name, Counts counts, int consumers, boolean paused, long added, long acknowledged) {
  /**
   * Numbers of messages.
   *
   * @param all of them
   * @param inDelivery in the hands of consumers
   * @param delayed to be handed out later
   */
  public record Counts(long all, long inDelivery, long delayed) {
    /** Those that could be handed out now. */
    public long waiting() {
      return Math.max(0, all - inDelivery - delayed);
    }
  }
}
