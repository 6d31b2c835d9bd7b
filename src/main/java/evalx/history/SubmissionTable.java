package evalx.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes rows, in any order and as often as may be: the second time changes nothing.
 *
 * <p>The first half to come makes the row, and sets when it was queued for good: that is its place
 * in listings. Of two endings, which a retry by an operator can lead to, the later stays.
 */
final class SubmissionTable {
  private static final String MAKE =
      """
      INSERT INTO evalx_submissions (token, queued_at, queued_on, language, test_cases)
      VALUES (:token, :queued_at, :queued_on, :language, :test_cases) ON CONFLICT DO NOTHING
      """;
  private static final String MAKE_CONTENTS =
      "INSERT INTO evalx_contents (token) VALUES (:token) ON CONFLICT DO NOTHING";
  private static final String ACCEPT =
      "UPDATE evalx_submissions SET caller = :caller WHERE token = :token AND caller IS NULL";
  private static final String KNOW_CALLER = ACCEPT + " AND :caller <> ''";
  private static final String ACCEPT_CONTENTS =
      "UPDATE evalx_contents SET source = :source WHERE token = :token AND source IS NULL";
  private static final String END =
      """
      UPDATE evalx_submissions SET version = :version, verdict = :verdict, passed = :passed,
        run_micros = :run_micros, peak_kib = :peak_kib, worker = :worker, attempts = :attempts,
        started_at = :started_at, finished_at = :finished_at
      WHERE token = :token AND (finished_at IS NULL OR finished_at <= :finished_at)
      """;
  private static final String END_CONTENTS =
      """
      UPDATE evalx_contents SET result = :result WHERE token = :token AND EXISTS (
        SELECT 1 FROM evalx_submissions s WHERE s.token = :token AND s.finished_at = :finished_at)
      """;

  private final Handle handle;
  private final List<Row> rows;

  private SubmissionTable(Handle handle, List<Row> rows) {
    this.handle = handle;
    this.rows = rows;
  }

  /**
   * Writes rows within the caller's transaction; in the order of their tokens, so that two nodes do
   * not deadlock.
   */
  static void write(Handle handle, List<Row> rows) {
    var sorted = rows.stream().sorted(Comparator.comparing(row -> row.id().value())).toList();
    var table = new SubmissionTable(handle, sorted);
    table.each(Row.class, MAKE, SubmissionTable::bindOrigin);
    table.each(Row.class, MAKE_CONTENTS, (batch, row) -> {});
    table.each(Row.Accepted.class, ACCEPT, (batch, row) -> batch.bind("caller", row.caller()));
    table.each(
        Row.Accepted.class, ACCEPT_CONTENTS, (batch, row) -> batch.bind("source", row.source()));
    table.each(Row.Heard.class, KNOW_CALLER, (batch, row) -> batch.bind("caller", row.caller()));
    table.each(Row.Ended.class, KNOW_CALLER, (batch, row) -> batch.bind("caller", row.caller()));
    table.each(Row.Ended.class, END, (batch, row) -> bindEnding(batch, row.ending()));
    table.each(Row.Ended.class, END_CONTENTS, SubmissionTable::bindResult);
  }

  private interface Bind<R extends Row> {
    void to(PreparedBatch batch, R row);
  }

  private <R extends Row> void each(Class<R> type, String sql, Bind<R> bind) {
    var batch = handle.prepareBatch(sql);
    for (Row row : rows) {
      if (type.isInstance(row)) {
        batch.bind("token", row.id().value());
        bind.to(batch, type.cast(row));
        batch.add();
      }
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  private static void bindOrigin(PreparedBatch batch, Row row) {
    var origin = row.origin();
    batch
        .bind("queued_at", time(origin.queued()))
        .bind("queued_on", LocalDate.ofInstant(origin.queued(), ZoneOffset.UTC))
        .bind("language", origin.language())
        .bind("test_cases", origin.testCases());
  }

  private static void bindEnding(PreparedBatch batch, Ending ending) {
    var execution = ending.execution();
    batch
        .bind("verdict", ending.verdict())
        .bind("passed", ending.passed())
        .bind("worker", execution.worker())
        .bind("attempts", execution.attempts())
        .bind("finished_at", time(execution.finished()));
    bind(batch, "version", ending.version(), String.class);
    bind(batch, "run_micros", ending.use().map(use -> use.runTime().toNanos() / 1000), Long.class);
    bind(batch, "peak_kib", ending.use().map(Ending.Use::peakKib), Long.class);
    bind(batch, "started_at", execution.started().map(SubmissionTable::time), OffsetDateTime.class);
  }

  private static void bindResult(PreparedBatch batch, Row.Ended row) {
    batch.bind("finished_at", time(row.ending().execution().finished()));
    bind(batch, "result", row.result(), byte[].class);
  }

  /** By its type also where it is null: one row of a batch must not decide for the others. */
  private static <T> void bind(PreparedBatch batch, String name, Optional<T> value, Class<T> type) {
    batch.bindByType(name, value.orElse(null), type);
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
