package evalx.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the broker says of itself, and the queues that it is told to make. */
@Singleton
public class Management {
  /** As a number of a page, and as the size of a page. */
  private static final int ALL_PAGES = -1;

  /** What the broker calls the value of a property that a message does not have. */
  public static final String NO_VALUE = "null";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AskBroker ask;

  @Inject
  Management(AskBroker ask) {
    this.ask = ask;
  }

  /**
   * Makes a durable queue at the address of the same name unless it is there.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   * @throws SendRefused when it may not be made
   */
  public void ensureQueue(String name) {
    ensure(name, name, "ANYCAST");
  }

  /** Makes a durable queue that gets every message of an address, likewise. */
  void ensureTopicQueue(String address, String name) {
    ensure(address, name, "MULTICAST");
  }

  /** Makes a durable queue that keeps only its latest messages, likewise. */
  void ensureRing(String name, int size) {
    create(queue(name, name, "ANYCAST").put("ring-size", size));
  }

  private void ensure(String address, String name, String routing) {
    create(queue(address, name, routing));
  }

  private static ObjectNode queue(String address, String name, String routing) {
    return JSON.createObjectNode()
        .put("name", name)
        .put("address", address)
        .put("routing-type", routing)
        .put("durable", true)
        .put("auto-create-address", true);
  }

  private void create(ObjectNode configuration) {
    var parameters = JSON.createArrayNode().add(configuration.toString()).add(true);
    ask.operation("broker", "createQueue", parameters.toString());
  }

  /**
   * Messages that a queue holds, those in work and those delayed included.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   */
  public long depth(String queue) {
    return ask.attribute("queue." + queue, "MessageCount").asLong();
  }

  /**
   * How full a queue is, at the address of the same name. Where it is not, a broker that takes no
   * more messages has no room on its disk or in its memory.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   */
  public QueueRoom room(String queue) {
    var max = addressSettings(queue).path("maxSizeMessages").asLong(-1);
    return new QueueRoom(depth(queue), max < 0 ? Long.MAX_VALUE : max);
  }

  /**
   * Whether a job of a queue may be where neither a browser nor {@link #inHand} sees it: delayed,
   * or among the dead letters and the expired and purged messages whose submissions are still to be
   * ended. Always so with a cluster, where another broker may have it.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   */
  public boolean mayHideJobs(String queue) {
    return ask.attribute("queue." + queue, "ScheduledCount").asLong() > 0
        || Stream.of("evalx.dead.end", "evalx.expired.end", "evalx.purged.end")
            .anyMatch(q -> depth(q) > 0)
        || ask.attribute("broker", "Clustered").asBoolean(true);
  }

  /**
   * The values of a property of the messages that somebody took from a queue and has not
   * acknowledged, {@link #NO_VALUE} where one does not have it.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   */
  public Set<String> inHand(String queue, String property) {
    return counts(queue, "countDeliveringMessages", property).keySet();
  }

  /**
   * Messages that wait in queues: those in work do not count, those delayed do.
   *
   * @param prefix of the queues' names
   * @return their numbers by the rest of the queue's name, where there are any
   * @throws BrokerAway when the broker does not answer within 8 s
   * @throws SendRefused when it may not be asked
   */
  public SortedMap<String, Long> waiting(String prefix) {
    var waiting = new TreeMap<String, Long>();
    for (QueueState queue : queues(prefix)) {
      if (queue.waiting() > 0) {
        waiting.put(queue.name().substring(prefix.length()), queue.waiting());
      }
    }
    return waiting;
  }

  /**
   * The queues whose names begin so.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   * @throws SendRefused when it may not be asked
   */
  public List<QueueState> queues(String prefix) {
    var filter =
        JSON.createObjectNode()
            .put("field", "name")
            .put("operation", "CONTAINS")
            .put("value", prefix);
    var parameters =
        JSON.createArrayNode().add(filter.toString()).add(ALL_PAGES).add(ALL_PAGES).toString();
    var queues = new ArrayList<QueueState>();
    for (JsonNode queue :
        AskBroker.parse(ask.operation("broker", "listQueues", parameters).asText()).path("data")) {
      var state = QueueState.of(queue);
      if (state.name().startsWith(prefix)) {
        queues.add(state);
      }
    }
    return queues;
  }

  /**
   * How long the first message that waits in a queue has been there; zero where none waits.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   */
  public Duration ageOfOldest(String queue) {
    return Duration.ofMillis(
        Math.max(0, ask.attribute("queue." + queue, "FirstMessageAge").asLong()));
  }

  /**
   * The messages of a queue by the queue that they were in before.
   *
   * @throws BrokerAway when the broker does not answer within 8 s
   */
  public Map<String, Long> byOrigin(String queue) {
    return counts(queue, "countMessages", "_AMQ_ORIG_QUEUE");
  }

  private Map<String, Long> counts(String queue, String operation, String property) {
    var parameters = JSON.createArrayNode().addNull().add(property).toString();
    var answer = ask.operation("queue." + queue, operation, parameters);
    var counts = new TreeMap<String, Long>();
    AskBroker.parse(answer.asText())
        .properties()
        .forEach(count -> counts.put(count.getKey(), count.getValue().asLong()));
    return counts;
  }

  /**
   * What the broker uses.
   *
   * @param diskShare of the disk that its folders are on, by whatever, 0 to 1
   * @param memory bytes of messages in memory
   */
  public record Use(double diskShare, long memory) {}

  /** What the broker uses now; throws as {@link #queues} does. */
  public Use use() {
    return new Use(
        ask.attribute("broker", "DiskStoreUsage").asDouble(),
        ask.attribute("broker", "AddressMemoryUsage").asLong());
  }

  /** The settings of an address, by the names of the broker's management interface. */
  JsonNode addressSettings(String address) {
    var parameters = JSON.createArrayNode().add(address);
    return AskBroker.parse(
        ask.operation("broker", "getAddressSettingsAsJSON", parameters.toString()).asText());
  }

  /** Whether the broker counts a delivery on disk before it delivers. */
  boolean isDeliveryCountPersisted() {
    return ask.attribute("broker", "PersistDeliveryCountBeforeDelivery").asBoolean();
  }
}
