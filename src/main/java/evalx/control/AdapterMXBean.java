package evalx.control;

import java.util.List;
import java.util.Map;

/** The resource adapter, as the application sees it. */
public interface AdapterMXBean {
  /** The object name it is registered under. */
  String NAME = "evalx:type=Adapter";

  /**
   * Consumes from these queues and from no others, at all places but the last. Jobs in work are
   * finished, also those of a queue that is no longer named. Returns at once.
   *
   * @param queues filters by queue. A filter is a JMS message selector over message properties, for
   *     example {@code evalx_version IS NULL OR evalx_version IN ('17.0.15', '17.0', '17')}, and
   *     messages that do not match stay in the queue for other nodes; an empty one takes every
   *     message. A queue counts only if a listener's destination accepts it. An empty map pauses
   *     the intake
   */
  void consume(Map<String, String> queues);

  /**
   * The same for the last place, which {@link #consume} says nothing about where there are several.
   * Without effect on a node with one place.
   */
  void consumeAtLastPlace(Map<String, String> queues);

  /** The destinations of the listeners that the server has activated. */
  List<String> getDestinations();

  /** Jobs that can run at the same time on this node: MAX_CONCURRENT_JOBS. */
  int getPlaces();

  /** Jobs that run now. */
  int getBusyPlaces();

  /** Whether the broker runs in this process. */
  boolean isBrokerEmbedded();

  /**
   * Whether the embedded broker runs. False means that it stopped by itself and this process is
   * about to end. Always true for a broker of its own.
   */
  boolean isBrokerRunning();

  /** Why no messages can be taken from the broker now, one sentence; empty when they can. */
  String getBrokerProblem();
}
