package evalx.history;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Submissions by day and language.
 *
 * @param days the newest day first, then by language; only those with submissions
 * @param truncated whether older days are left out because there are too many
 */
public record Statistics(List<Day> days, boolean truncated) {

  /**
   * The submissions of one language that were queued on one day.
   *
   * @param date in UTC
   * @param statuses how many have each status; those without a verdict count as in the queue
   * @param runTimes empty when none ran
   */
  public record Day(
      LocalDate date, String language, Map<String, Long> statuses, Optional<RunTimes> runTimes) {
    public Day {
      statuses = Map.copyOf(statuses);
    }

    /** How many were queued. */
    public long submissions() {
      return statuses.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** CPU times of the submissions that ran, each that of its slowest test case. */
  public record RunTimes(Duration average, Duration median, Duration percentile95) {}

  public Statistics {
    days = List.copyOf(days);
  }
}
