package evalx.history;

import evalx.config.Settings;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;

/** Reads the history from its database, a few questions at a time. */
@Singleton
class ReadHistory implements SubmissionHistory {
  private static final long WAIT_SECONDS = 1;
  private static final int MAX_JSON_BYTES = PackResult.MAX_BYTES;
  private static final String FIND =
      "SELECT "
          + Columns.ALL
          + ", (SELECT source FROM evalx_contents c WHERE c.token = s.token) AS source"
          + ", (SELECT result FROM evalx_contents c WHERE c.token = s.token) AS result"
          + " FROM evalx_submissions s WHERE token = :token";

  private final boolean on;
  private final Database database;
  private final Counters counters;
  private final Semaphore readers = new Semaphore(Database.MAX_READERS);

  @Inject
  ReadHistory(Settings settings, Database database, Counters counters) {
    this(settings.stores().history().isOn(), database, counters);
  }

  ReadHistory(boolean on, Database database, Counters counters) {
    this.on = on;
    this.database = database;
    this.counters = counters;
  }

  @Override
  public boolean isOn() {
    return on;
  }

  @Override
  public HistoryPage page(HistoryFilter filter, Optional<Cursor> after, int limit) {
    var condition = Condition.of(filter);
    after.ifPresent(condition::after);
    var items = items(condition, 0, limit, 1);
    if (items.size() <= limit) {
      return new HistoryPage(items, Optional.empty());
    }
    var last = items.get(limit - 1);
    return new HistoryPage(
        items.subList(0, limit), Optional.of(new Cursor(last.origin().queued(), last.id())));
  }

  @Override
  public List<HistoryItem> page(HistoryFilter filter, long offset, int limit) {
    return items(Condition.of(filter), offset, limit, 0);
  }

  /**
   * Items, newest first.
   *
   * @param more beyond the limit that are looked for
   */
  private List<HistoryItem> items(Condition condition, long offset, int limit, int more) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " submissions");
    }
    return read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + Columns.ALL
                        + " FROM evalx_submissions "
                        + condition.sql()
                        + " ORDER BY queued_at DESC, token DESC LIMIT :limit OFFSET :offset")
                .bindMap(condition.values())
                .bind("limit", limit + more)
                .bind("offset", offset)
                .map((row, context) -> Columns.item(row))
                .list());
  }

  @Override
  public long count(HistoryFilter filter) {
    var condition = Condition.of(filter);
    return read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM evalx_submissions " + condition.sql())
                .bindMap(condition.values())
                .mapTo(Long.class)
                .one());
  }

  @Override
  public Optional<StoredSubmission> find(SubmissionId id) {
    record Found(HistoryItem item, Optional<byte[]> source, Optional<byte[]> result) {}
    var found =
        read(
            handle ->
                handle
                    .createQuery(FIND)
                    .bind("token", id.value())
                    .map(
                        (row, context) ->
                            new Found(
                                Columns.item(row),
                                Optional.ofNullable(row.getBytes("source")),
                                Optional.ofNullable(row.getBytes("result"))))
                    .findOne());
    return found.map(f -> unpacked(f.item(), f.source(), f.result()));
  }

  private static StoredSubmission unpacked(
      HistoryItem item, Optional<byte[]> source, Optional<byte[]> result) {
    try {
      return new StoredSubmission(
          item,
          source.isEmpty() ? Optional.empty() : Optional.of(PackedSource.unpack(source.get())),
          result.isEmpty()
              ? Optional.empty()
              : Optional.of(Gzip.unpack(result.get(), MAX_JSON_BYTES)));
    } catch (IOException e) {
      throw new IllegalStateException("the history of " + item.id() + " cannot be unpacked", e);
    }
  }

  @Override
  public Statistics statistics(HistoryFilter filter) {
    var condition = Condition.of(filter);
    return read(handle -> StatisticsQuery.answer(handle, condition));
  }

  @Override
  public HistoryCounts counts() {
    return counters.now();
  }

  @Override
  public Optional<String> outage() {
    return counters.outage;
  }

  private <T> T read(HandleCallback<T, RuntimeException> question) {
    if (!on) {
      throw new HistoryOff();
    }
    enter();
    try {
      return database.jdbi().withHandle(question);
    } catch (JdbiException e) {
      throw new HistoryUnavailable("the database of the history does not answer", e);
    } finally {
      readers.release();
    }
  }

  private void enter() {
    try {
      if (!readers.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new HistoryUnavailable("too many queries of the history at a time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HistoryUnavailable("the server is shutting down", e);
    }
  }
}
