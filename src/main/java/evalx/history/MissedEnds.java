package evalx.history;

import evalx.redis.RedisAway;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Ends submissions in the history that have ended without its knowledge: the process that ended
 * them was killed before what it had heard was in its spool, or had no room for it. Their results
 * are in the store for a while. What is not known any more counts as dropped.
 */
final class MissedEnds {
  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final int MAX_ROWS = 50;

  /** The end that nobody knows is replaced by any other: it came when the submission was queued. */
  private static final String LOSE =
      """
      UPDATE evalx_submissions SET verdict = :verdict, passed = 0, worker = '', attempts = 0,
        finished_at = queued_at
      WHERE token = :token AND finished_at IS NULL
      """;

  private final Database database;
  private final KnownEnds known;
  private final PackResult packResult;
  private final DropLog drops;
  private final Clock clock;
  private Instant next = Instant.MIN;
  private Optional<Cursor> place = Optional.empty();

  MissedEnds(
      Database database, KnownEnds known, PackResult packResult, Counters counters, Clock clock) {
    this.database = database;
    this.known = known;
    this.packResult = packResult;
    this.drops = new DropLog(counters);
    this.clock = clock;
  }

  /**
   * Looks at some of those that have not ended: when the process begins and then every few minutes,
   * with each call until all have been looked at. During an outage of the store it is tried again
   * after that time.
   *
   * @param written writes a row; false where the database refuses it
   */
  void endSome(Predicate<Row> written) {
    if (clock.instant().isBefore(next)) {
      return;
    }
    var isOver = true;
    try {
      var open = open();
      for (Cursor each : open) {
        end(each, written);
      }
      isOver = open.size() < MAX_ROWS;
      place = isOver ? Optional.empty() : Optional.of(open.get(open.size() - 1));
    } catch (RedisAway e) {
      place = Optional.empty();
    }
    if (isOver) {
      next = clock.instant().plus(PAUSE);
    }
  }

  /** The next ones that have not ended, newest first. */
  private List<Cursor> open() {
    var condition = new Condition().and("verdict IS NULL");
    place.ifPresent(condition::after);
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT token, queued_at FROM evalx_submissions "
                            + condition.sql()
                            + " ORDER BY queued_at DESC, token DESC LIMIT :limit")
                    .bindMap(condition.values())
                    .bind("limit", MAX_ROWS)
                    .map(
                        (row, context) ->
                            new Cursor(
                                row.getObject("queued_at", OffsetDateTime.class).toInstant(),
                                new SubmissionId(row.getObject("token", UUID.class))))
                    .list());
  }

  private void end(Cursor open, Predicate<Row> written) {
    var id = open.id();
    Optional<Row> row;
    try {
      row = known.result(id).map(json -> Noted.ended(json, Optional.empty()).row(packResult));
    } catch (RedisAway e) {
      throw e;
    } catch (RuntimeException e) {
      drops.add(1, "the result of " + id + " cannot be read: " + e);
      lose(id);
      return;
    }
    if (row.isPresent()) {
      if (!written.test(row.get())) {
        lose(id);
      }
    } else if (known.isLost(id, open.queued()) && lose(id)) {
      drops.add(1, "the end of " + id + " was not heard, and is known nowhere any more");
    }
  }

  /** Whether it had no end before. */
  private boolean lose(SubmissionId id) {
    return database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createUpdate(LOSE)
                        .bind("verdict", Verdict.INTERNAL_ERROR.label())
                        .bind("token", id.value())
                        .execute())
        > 0;
  }
}
