package evalx.history;

import java.util.List;
import java.util.Optional;

/**
 * Some submissions, newest first.
 *
 * @param next where the next page begins; empty on the last
 */
public record HistoryPage(List<HistoryItem> items, Optional<Cursor> next) {
  public HistoryPage {
    items = List.copyOf(items);
  }
}
