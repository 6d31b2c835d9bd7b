package evalx.history;

import evalx.submission.Caller;
import java.time.Instant;
import java.util.Optional;

/**
 * Which submissions are asked for: those that match every part that is present.
 *
 * @param language the id of a language
 * @param caller the {@link Caller#key key} of a caller
 * @param status the label of a verdict; or that of a phase before the end, for all that have not
 *     ended
 */
public record HistoryFilter(
    Optional<String> language, Optional<String> caller, Optional<String> status, Period period) {
  /** Every submission that is kept. */
  public static final HistoryFilter ALL =
      new HistoryFilter(Optional.empty(), Optional.empty(), Optional.empty(), Period.ALL);

  /** All of a caller. */
  public static HistoryFilter of(Caller caller) {
    return new HistoryFilter(
        Optional.empty(), Optional.of(caller.key()), Optional.empty(), Period.ALL);
  }

  /**
   * When submissions were queued.
   *
   * @param from inclusive
   * @param to exclusive
   */
  public record Period(Optional<Instant> from, Optional<Instant> to) {
    public static final Period ALL = new Period(Optional.empty(), Optional.empty());

    public boolean contains(Instant time) {
      return from.map(first -> !time.isBefore(first)).orElse(true)
          && to.map(time::isBefore).orElse(true);
    }
  }
}
