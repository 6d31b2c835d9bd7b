package evalx.adapter;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/**
 * A queue to consume from.
 *
 * @param filter a message selector; empty for every message
 */
record WantedQueue(String name, String filter) {
  static WantedQueue of(String name) {
    return new WantedQueue(name, "");
  }

  SimpleString address() {
    return SimpleString.of(name);
  }

  /** Null for every message, as Artemis wants it. */
  @Nullable SimpleString selector() {
    return filter.isEmpty() ? null : SimpleString.of(filter);
  }
}
