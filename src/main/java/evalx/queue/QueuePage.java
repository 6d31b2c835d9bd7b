package evalx.queue;

import java.util.List;
import java.util.Optional;

/**
 * Some messages of a queue.
 *
 * @param next where the next page begins; empty on the last
 */
public record QueuePage<T>(List<T> items, Optional<Position> next) {
  public QueuePage {
    items = List.copyOf(items);
  }
}
