package evalx.history;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Deletes what is older than it may be, a bounded number of rows at a time. */
final class Retention {
  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int MAX_ROWS = 500;
  private static final String DELETE =
      """
      DELETE FROM evalx_submissions WHERE token IN (
        SELECT token FROM evalx_submissions WHERE queued_at < :oldest ORDER BY queued_at LIMIT :max)
      """;

  private final Database database;
  private final Duration kept;
  private final Clock clock;
  private Instant next = Instant.MIN;

  Retention(Database database, Duration kept, Clock clock) {
    this.database = database;
    this.kept = kept;
    this.clock = clock;
  }

  /**
   * Deletes some rows if there may be any: once an hour, and then with each call until none is
   * left.
   */
  void deleteSome() {
    var now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    int deleted =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createUpdate(DELETE)
                        .bind("oldest", now.minus(kept).atOffset(ZoneOffset.UTC))
                        .bind("max", MAX_ROWS)
                        .execute());
    if (deleted < MAX_ROWS) {
      next = now.plus(PAUSE);
    }
  }
}
