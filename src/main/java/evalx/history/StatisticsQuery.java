package evalx.history;

import evalx.submission.Phase;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Counts submissions by day and language. */
final class StatisticsQuery {
  /**
   * Days times languages in one answer, about as many as a year has of the languages that a site
   * uses.
   */
  static final int MAX_DAYS = 4000;

  private static final int MAX_STATUSES = 32;
  private static final String COUNTS =
      """
      SELECT queued_on, language, verdict, COUNT(*) AS submissions FROM evalx_submissions %s
      GROUP BY queued_on, language, verdict ORDER BY queued_on DESC, language LIMIT :limit
      """;

  /** Both databases know the percentiles of SQL's standard. */
  private static final String TIMES =
      """
      SELECT queued_on, language, AVG(run_micros) AS average,
        PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY run_micros) AS median,
        PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY run_micros) AS percentile95
      FROM evalx_submissions %s
      GROUP BY queued_on, language ORDER BY queued_on DESC, language LIMIT :limit
      """;

  private record Key(LocalDate date, String language) {}

  private record Count(Key key, String status, long submissions) {}

  private StatisticsQuery() {}

  static Statistics answer(Handle handle, Condition condition) {
    var counts = new LinkedHashMap<Key, Map<String, Long>>();
    for (Count count : counts(handle, condition)) {
      counts
          .computeIfAbsent(count.key(), key -> new HashMap<>())
          .merge(count.status(), count.submissions(), Long::sum);
    }
    var times = times(handle, condition.and("run_micros IS NOT NULL"));
    var days =
        counts.entrySet().stream()
            .limit(MAX_DAYS)
            .map(
                entry ->
                    new Statistics.Day(
                        entry.getKey().date(),
                        entry.getKey().language(),
                        entry.getValue(),
                        Optional.ofNullable(times.get(entry.getKey()))))
            .toList();
    return new Statistics(days, counts.size() > MAX_DAYS);
  }

  private static List<Count> counts(Handle handle, Condition condition) {
    return handle
        .createQuery(COUNTS.formatted(condition.sql()))
        .bindMap(condition.values())
        .bind("limit", (MAX_DAYS + 1) * MAX_STATUSES)
        .map(
            (row, context) ->
                new Count(
                    new Key(row.getObject("queued_on", LocalDate.class), row.getString("language")),
                    Optional.ofNullable(row.getString("verdict")).orElse(Phase.IN_QUEUE.label()),
                    row.getLong("submissions")))
        .list();
  }

  private static Map<Key, Statistics.RunTimes> times(Handle handle, Condition condition) {
    var times = new HashMap<Key, Statistics.RunTimes>();
    handle
        .createQuery(TIMES.formatted(condition.sql()))
        .bindMap(condition.values())
        .bind("limit", MAX_DAYS)
        .map(
            (row, context) ->
                times.put(
                    new Key(row.getObject("queued_on", LocalDate.class), row.getString("language")),
                    new Statistics.RunTimes(
                        Columns.micros(Math.round(row.getDouble("average"))),
                        Columns.micros(row.getLong("median")),
                        Columns.micros(row.getLong("percentile95")))))
        .list();
    return times;
  }
}
