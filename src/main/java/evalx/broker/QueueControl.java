package evalx.broker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What operators do with queues, by messages to the broker's management address. Each method throws
 * {@link BrokerAway} when the broker does not answer within 8 s, and {@link SendRefused} when the
 * queue is not there or may not be managed.
 */
@Singleton
public class QueueControl {
  /** Messages that the broker moves in one transaction. */
  private static final int FLUSH = 500;

  private final AskBroker ask;
  private final Management management;

  @Inject
  public QueueControl(AskBroker ask, Management management) {
    this.ask = ask;
    this.management = management;
  }

  /** The queues whose names begin so. */
  public List<QueueState> states(String prefix) {
    return management.queues(prefix);
  }

  /** Lets a queue hand out no more messages, also after a restart of the broker. */
  public void pause(String queue) {
    var persistent = JsonNodeFactory.instance.arrayNode().add(true);
    ask.operation(resource(queue), "pause", persistent.toString());
  }

  /** Ends a pause. */
  public void resume(String queue) {
    ask.operation(resource(queue), "resume", "[]");
  }

  /**
   * Moves messages that no consumer has in hand, those delayed included.
   *
   * @param max how many
   * @return how many there were of them
   */
  public int move(String from, String to, int max) {
    var parameters =
        JsonNodeFactory.instance.arrayNode().add(FLUSH).add("").add(to).add(false).add(max);
    return ask.operation(resource(from), "moveMessages", parameters.toString()).asInt();
  }

  /**
   * Moves a message, unless a consumer has it in hand.
   *
   * @param number by which the broker knows it
   * @return whether it was there
   */
  public boolean moveOne(String from, String to, long number) {
    var parameters = JsonNodeFactory.instance.arrayNode().add(number).add(to);
    return ask.operation(resource(from), "moveMessage", parameters.toString()).asBoolean();
  }

  /**
   * Deletes the messages that match a filter of the broker's, where an empty one matches all.
   *
   * @return how many there were
   */
  public int remove(String queue, String filter) {
    var parameters = JsonNodeFactory.instance.arrayNode().add(filter);
    return ask.operation(resource(queue), "removeMessages", parameters.toString()).asInt();
  }

  private static String resource(String queue) {
    return "queue." + queue;
  }
}
