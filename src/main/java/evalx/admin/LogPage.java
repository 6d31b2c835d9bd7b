package evalx.admin;

import evalx.format.ViewWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Some entries of a log, newest first.
 *
 * @param next before which number the next page goes on; empty on the last
 */
public record LogPage<T>(List<T> entries, Optional<String> next) {
  private static final int PIECE = 100;

  /** Before all numbers that an entry can have. */
  static final long NEWEST = Long.MAX_VALUE >> 11;

  public LogPage {
    entries = List.copyOf(entries);
  }

  /** Which entries are wanted: those before a number, and how many. */
  public record Wanted(Optional<Long> before, int limit) {}

  /**
   * Reads a page.
   *
   * @param shown what is shown of an entry, made of its number and what was written
   */
  static <W extends Record, T> LogPage<T> of(
      SharedLog log,
      Wanted wanted,
      Class<W> type,
      BiFunction<Long, W, T> shown,
      Predicate<W> filter) {
    var before = wanted.before().orElse(NEWEST);
    var entries = new ArrayList<T>();
    long last = 0;
    while (true) {
      var piece = log.read(before, PIECE);
      for (var entry : piece) {
        var written = read(entry, type);
        if (filter.test(written)) {
          if (entries.size() == wanted.limit()) {
            return new LogPage<>(entries, Optional.of(Long.toString(last)));
          }
          entries.add(shown.apply(entry.number(), written));
          last = entry.number();
        }
        before = entry.number();
      }
      if (piece.isEmpty()) {
        return new LogPage<>(entries, Optional.empty());
      }
    }
  }

  private static <W extends Record> W read(SharedLog.Entry entry, Class<W> type) {
    try {
      return ViewWriter.read(entry.json(), type);
    } catch (IOException e) {
      throw new UncheckedIOException("an entry of a log cannot be read", e);
    }
  }
}
