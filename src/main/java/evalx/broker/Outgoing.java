package evalx.broker;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A persistent message to be sent.
 *
 * @param isTopic whether every queue of the address gets it, instead of one consumer of a queue
 * @param isText whether the body, which is UTF-8 then, is sent as text and not as bytes
 */
public record Outgoing(
    String address, boolean isTopic, boolean isText, byte[] body, Headers headers) {

  /** Bytes for one consumer of a queue. */
  public static Outgoing toQueue(String queue, byte[] body) {
    return new Outgoing(queue, false, false, body, Headers.DEFAULT);
  }

  /** Bytes for every queue of an address. */
  public static Outgoing toTopic(String address, byte[] body) {
    return new Outgoing(address, true, false, body, Headers.DEFAULT);
  }

  private Outgoing with(Headers changed) {
    return new Outgoing(address, isTopic, isText, body, changed);
  }

  /** The same bytes, UTF-8, as a text message. */
  public Outgoing asText() {
    return new Outgoing(address, isTopic, true, body, headers);
  }

  /**
   * The same under a correlation id.
   *
   * @param id null for none
   */
  public Outgoing correlated(@Nullable String id) {
    return with(headers.withCorrelationId(id));
  }

  /** The same with this priority, 0 (last) to 9 (first). */
  public Outgoing priority(int level) {
    return with(headers.withPriority(level));
  }

  /**
   * The same, delivered after a delay and only for a time.
   *
   * @param timeToLive from now; zero: what the broker sets for the address
   */
  public Outgoing within(Duration delay, Duration timeToLive) {
    return with(headers.withTimes(delay, timeToLive));
  }

  /** The same, taken once: the broker silently drops later messages with this id at the address. */
  public Outgoing once(String id) {
    return with(headers.withDuplicateId(id));
  }

  /** The same with one more property, a text or a number. */
  public Outgoing with(String name, Object value) {
    return with(headers.withProperty(name, value));
  }

  /** The value of a property, null for none. */
  public @Nullable Object property(String name) {
    return headers.properties().get(name);
  }

  /**
   * How a message is sent.
   *
   * @param correlationId null for none
   * @param priority 0 (last) to 9 (first)
   * @param timeToLive zero: what the broker sets for the address
   * @param duplicateId null for none
   */
  public record Headers(
      @Nullable String correlationId,
      int priority,
      Duration delay,
      Duration timeToLive,
      @Nullable String duplicateId,
      Map<String, Object> properties) {
    private static final Headers DEFAULT =
        new Headers(null, 4, Duration.ZERO, Duration.ZERO, null, Map.of());

    private Headers withCorrelationId(@Nullable String id) {
      return new Headers(id, priority, delay, timeToLive, duplicateId, properties);
    }

    private Headers withPriority(int level) {
      return new Headers(correlationId, level, delay, timeToLive, duplicateId, properties);
    }

    private Headers withTimes(Duration after, Duration life) {
      return new Headers(correlationId, priority, after, life, duplicateId, properties);
    }

    private Headers withDuplicateId(String id) {
      return new Headers(correlationId, priority, delay, timeToLive, id, properties);
    }

    private Headers withProperty(String name, Object value) {
      var more = new TreeMap<>(properties);
      more.put(name, value);
      return new Headers(correlationId, priority, delay, timeToLive, duplicateId, Map.copyOf(more));
    }
  }
}
