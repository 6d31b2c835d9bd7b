package evalx.result;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The place of an event among those of its submission: the same on every node, larger than that of
 * every event before it. Its text is an id of a Redis stream.
 *
 * @param attempt the number of the attempt it belongs to; 0 before the first
 * @param number within the attempt, not always one more than the one before
 */
public record EventId(long attempt, long number) implements Comparable<EventId> {
  /** Before all events. */
  public static final EventId START = new EventId(0, 0);

  /** That of the event that a submission was queued. */
  public static final EventId QUEUED = new EventId(0, 1);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})-([0-9]{1,9})");
  private static final Comparator<EventId> ORDER =
      Comparator.comparingLong(EventId::attempt).thenComparingLong(EventId::number);

  /** The id that a text is; empty for any other text. */
  public static Optional<EventId> parse(String text) {
    var parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(new EventId(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  /** The id of the event after this one, which belongs to this attempt or a later one. */
  public EventId next(long ofAttempt) {
    return ofAttempt > attempt ? new EventId(ofAttempt, 0) : new EventId(attempt, number + 1);
  }

  public boolean isAfter(EventId other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(EventId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return attempt + "-" + number;
  }
}
