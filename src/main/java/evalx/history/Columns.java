package evalx.history;

import evalx.submission.SubmissionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Reads the columns of a submission. */
final class Columns {
  static final String ALL =
      "token, queued_at, language, test_cases, caller, version, verdict, passed, run_micros,"
          + " peak_kib, worker, attempts, started_at, finished_at";

  private Columns() {}

  static HistoryItem item(ResultSet row) throws SQLException {
    return new HistoryItem(
        new SubmissionId(row.getObject("token", UUID.class)),
        new Origin(
            row.getString("language"),
            row.getInt("test_cases"),
            time(row, "queued_at").orElseThrow()),
        Optional.ofNullable(row.getString("caller")),
        ending(row));
  }

  private static Optional<Ending> ending(ResultSet row) throws SQLException {
    var finished = time(row, "finished_at");
    if (finished.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Ending(
            row.getString("verdict"),
            Optional.ofNullable(row.getString("version")),
            row.getInt("passed"),
            use(row),
            new Ending.Execution(
                row.getString("worker"),
                row.getInt("attempts"),
                time(row, "started_at"),
                finished.get())));
  }

  private static Optional<Ending.Use> use(ResultSet row) throws SQLException {
    var micros = row.getObject("run_micros", Long.class);
    return micros == null
        ? Optional.empty()
        : Optional.of(new Ending.Use(micros(micros), row.getLong("peak_kib")));
  }

  static Duration micros(long micros) {
    return Duration.ofNanos(Math.multiplyExact(micros, 1000L));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
