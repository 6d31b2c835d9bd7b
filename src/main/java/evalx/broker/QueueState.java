package evalx.broker;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the broker says of a queue.
 *
 * @param counts of its messages
 * @param consumers who would take one
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
   * @param inWork those that somebody took and has not acknowledged
   * @param delayed to be handed out later
   */
  public record Counts(long all, long inWork, long delayed) {
    /** Those that could be handed out now. */
    public long ready() {
      return Math.max(0, all - inWork - delayed);
    }
  }

  /** A queue as the broker's management lists it. */
  static QueueState of(JsonNode queue) {
    return new QueueState(
        queue.path("name").asText(),
        new Counts(
            queue.path("messageCount").asLong(),
            queue.path("deliveringCount").asLong(),
            queue.path("scheduledCount").asLong()),
        queue.path("consumerCount").asInt(),
        queue.path("paused").asBoolean(),
        queue.path("messagesAdded").asLong(),
        queue.path("messagesAcked").asLong());
  }

  /** Its messages that nobody works on, those that are delayed included. */
  public long waiting() {
    return Math.max(0, counts.all() - counts.inWork());
  }

  /** Those that somebody took and has not acknowledged. */
  public long inWork() {
    return counts.inWork();
  }
}
