package evalx.broker;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A persistent message to be sent: where to, what, and how. Values: each change makes another. */
public final class Outgoing {
  private static final int DEFAULT_PRIORITY = 4;

  private final String address;
  private final boolean topic;
  private final byte[] body;
  private boolean text;
  private String correlationId;
  private int priority = DEFAULT_PRIORITY;
  private Duration delay = Duration.ZERO;
  private Duration timeToLive = Duration.ZERO;
  private String duplicateId;
  private Map<String, Object> properties = Map.of();

  private Outgoing(String address, boolean topic, byte[] body) {
    this.address = address;
    this.topic = topic;
    this.body = body;
  }

  private Outgoing copy() {
    var copy = new Outgoing(address, topic, body);
    copy.text = text;
    copy.correlationId = correlationId;
    copy.priority = priority;
    copy.delay = delay;
    copy.timeToLive = timeToLive;
    copy.duplicateId = duplicateId;
    copy.properties = properties;
    return copy;
  }

  /** Bytes for one consumer of a queue. */
  public static Outgoing toQueue(String queue, byte[] body) {
    return new Outgoing(queue, false, body);
  }

  /** Bytes for every queue of an address. */
  public static Outgoing toTopic(String address, byte[] body) {
    return new Outgoing(address, true, body);
  }

  /** The same bytes, UTF-8, as a text message. */
  public Outgoing asText() {
    var copy = copy();
    copy.text = true;
    return copy;
  }

  /** The same under this correlation id; null for none. */
  public Outgoing correlated(String id) {
    var copy = copy();
    copy.correlationId = id;
    return copy;
  }

  /** The same with this priority, 0 (last) to 9 (first). */
  public Outgoing priority(int level) {
    var copy = copy();
    copy.priority = level;
    return copy;
  }

  /**
   * The same, delivered after a delay and only so long.
   *
   * @param timeToLive from now; zero: what the broker sets for the address
   */
  public Outgoing within(Duration delay, Duration timeToLive) {
    var copy = copy();
    copy.delay = delay;
    copy.timeToLive = timeToLive;
    return copy;
  }

  /** The same, taken once: the broker silently drops later messages with this id at the address. */
  public Outgoing once(String id) {
    var copy = copy();
    copy.duplicateId = id;
    return copy;
  }

  /** The same with one more property, a text or a number. */
  public Outgoing with(String name, Object value) {
    var more = new TreeMap<>(properties);
    more.put(name, value);
    var copy = copy();
    copy.properties = Map.copyOf(more);
    return copy;
  }

  public String address() {
    return address;
  }

  /** Whether every queue of the address gets it, not one. */
  public boolean isTopic() {
    return topic;
  }

  public byte[] body() {
    return body;
  }

  /** Whether it is sent as text, not as bytes. */
  public boolean isText() {
    return text;
  }

  /** Null for none. */
  public String correlationId() {
    return correlationId;
  }

  public int priority() {
    return priority;
  }

  public Duration delay() {
    return delay;
  }

  public Duration timeToLive() {
    return timeToLive;
  }

  /** Null for none. */
  public String duplicateId() {
    return duplicateId;
  }

  public Map<String, Object> properties() {
    return properties;
  }
}
