package evalx.history;

import static evalx.history.Events.NOON;
import static evalx.history.Events.finished;
import static evalx.history.Events.queued;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.config.Account;
import evalx.config.DatabaseSettings;
import evalx.config.HistorySettings;
import evalx.format.ResultWriter;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recording through good and bad times of the database. */
class RecorderTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final long MAX_SPOOL_BYTES = 64 << 20;
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static PostgresServer postgres;

  @TempDir Path folder;
  private final List<Recorder> recorders = new ArrayList<>();
  private final MemoryResults results = new MemoryResults();
  private Counters counters = new Counters();
  private Database database;

  @BeforeAll
  static void startPostgres() {
    postgres = new PostgresServer();
  }

  @AfterAll
  static void endPostgres() {
    postgres.close();
  }

  @AfterEach
  void close() {
    recorders.forEach(Recorder::close);
  }

  @Test
  void nothingIsLostOrThereTwiceWhenPostgresIsKilledInTheMiddle() {
    var recorder = recorder(postgresSettings(), MAX_SPOOL_BYTES);
    var ids = noteMany(recorder, 200);
    await().atMost(LONG).until(() -> counters.written.get() > 0);
    postgres.kill();
    ids.addAll(noteMany(recorder, 200));
    await().atMost(LONG).until(() -> counters.spooledBytes.get() > 0);
    postgres.start();
    ids.addAll(noteMany(recorder, 200));

    await().atMost(LONG).until(() -> counters.spooledBytes.get() == 0 && all().size() == 600);
    assertThat(all()).extracting(HistoryItem::id).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(all())
        .allSatisfy(
            item -> {
              assertThat(item.status()).isEqualTo("Accepted");
              assertThat(item.caller()).contains("name:alice");
            });
    assertThat(counters.dropped).hasValue(0);
  }

  @Test
  void aFrozenPostgresDelaysNoPublisherAndIsCaughtUpWith() {
    var recorder = recorder(postgresSettings(), MAX_SPOOL_BYTES);
    noteMany(recorder, 1);
    await().atMost(LONG).until(() -> counters.written.get() == 2);
    postgres.freeze();
    try {
      long start = System.nanoTime();
      noteMany(recorder, 1500);
      // Less than the shortest time-out towards the database, also on a busy machine.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      await().atMost(LONG).until(() -> counters.spooledBytes.get() > 0);

      start = System.nanoTime();
      assertThatThrownBy(this::all).isInstanceOf(HistoryUnavailable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    } finally {
      postgres.thaw();
    }

    await().atMost(LONG).until(() -> counters.spooledBytes.get() == 0);
    assertThat(count()).isEqualTo(1501);
    assertThat(counters.dropped).hasValue(0);
  }

  @Test
  void theSpoolIsBoundedAndWhatItHoldsIsWrittenByTheNextProcess() {
    var nobody =
        new HistorySettings(
            true,
            Optional.of(
                new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/none", Optional.empty())),
            Duration.ofDays(30));
    var first = recorder(nobody, 30_000);
    noteMany(first, 200);
    await().atMost(LONG).until(() -> counters.dropped.get() > 0);
    first.close();
    recorders.clear();
    assertThat(counters.written).hasValue(0);
    assertThat(counters.spooledBytes.get()).isBetween(20_000L, 30_000L);
    long dropped = counters.dropped.get();

    counters = new Counters();
    recorder(postgresSettings(), 30_000);

    await().atMost(LONG).until(() -> counters.written.get() == 400 - dropped);
    await().atMost(LONG).until(() -> counters.spooledBytes.get() == 0);
    assertThat(counters.dropped).hasValue(0);
  }

  /** Its end was in memory alone when its process was killed, and its message was acknowledged. */
  @Test
  void anEndThatAProcessHadNotNotedIsFoundByTheNext() {
    var settings = postgresSettings();
    var id = SubmissionId.random();
    var first = recorder(settings, MAX_SPOOL_BYTES);
    first.note(Noted.of(queued(id, "c", NOON)).orElseThrow());
    await().atMost(LONG).until(() -> counters.written.get() == 1);
    first.close();
    recorders.clear();
    assertThat(counters.written).hasValue(1);
    results.byId.put(
        id, new ResultWriter().write(finished(id, "c", Verdict.ACCEPTED, NOON).result()));

    recorder(settings, MAX_SPOOL_BYTES);

    await().atMost(LONG).until(() -> counters.written.get() == 2);
    assertThat(all()).extracting(HistoryItem::status).containsExactly("Accepted");
  }

  /** All of it was in memory alone when its process was killed. */
  @Test
  void whatBeganAndEndedInTheLastMomentOfAProcessIsWrittenByTheNext() throws IOException {
    var folders = Files.createDirectories(folder.resolve("spool"));
    var inbox = new Inbox(9, 1 << 20, new CrashLog(folders, 16 << 20));
    var accepted = queued(SubmissionId.random(), "c", NOON);
    var fromProducer = finished(SubmissionId.random(), "c", Verdict.EXPIRED, NOON);
    var end = finished(accepted.id(), "c", Verdict.ACCEPTED, NOON);
    for (SubmissionEvent event : List.of(accepted, end, fromProducer)) {
      assertThat(inbox.add(Noted.of(event).orElseThrow())).isTrue();
    }
    for (var ended : List.of(end, fromProducer)) {
      results.byId.put(ended.id(), new ResultWriter().write(ended.result()));
    }

    recorder(postgresSettings(), MAX_SPOOL_BYTES);

    await().atMost(LONG).until(() -> counters.written.get() == 5);
    assertThat(all())
        .extracting(HistoryItem::status)
        .containsExactlyInAnyOrder("Accepted", "Expired");
    var found = new ReadHistory(true, database, counters).find(accepted.id()).orElseThrow();
    assertThat(found.source().orElseThrow().files())
        .extracting(file -> new String(file.content(), UTF_8))
        .containsExactly("print(1)");
    assertThat(found.item().caller()).contains("name:alice");
    assertThat(new CrashLog(folders, 16 << 20).left()).isEmpty();
    assertThat(counters.dropped).hasValue(0);
  }

  @Test
  void anEntryThatTheDatabaseRefusesDoesNotHoldUpOthers() {
    postgres.execute(
        "postgres",
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    var settings =
        new HistorySettings(true, Optional.of(postgres.database("latin")), Duration.ofDays(30));
    var recorder = recorder(settings, MAX_SPOOL_BYTES);
    noteMany(recorder, 10);
    recorder.note(Noted.of(queued(SubmissionId.random(), "c", "\u65E5\u672C", NOON)).orElseThrow());
    noteMany(recorder, 10);

    await().atMost(LONG).until(() -> counters.written.get() == 40);
    assertThat(counters.dropped).hasValue(1);
    assertThat(count()).isEqualTo(20);
  }

  @Test
  void theLogHoldsNeitherCredentialsNorWhatWasSubmitted() {
    var lines = new CopyOnWriteArrayList<String>();
    var log = new LogLines(lines);
    Logger.getLogger("").addHandler(log);
    try {
      var wrong = new Account("evalx", "hush-hush");
      var url = postgres.database("postgres").jdbcUrl();
      var refused = new DatabaseSettings(url, Optional.of(wrong));
      noteMany(
          recorder(
              new HistorySettings(true, Optional.of(refused), Duration.ofDays(30)),
              MAX_SPOOL_BYTES),
          5);
      await()
          .atMost(LONG)
          .until(() -> lines.stream().anyMatch(l -> l.contains("cannot write the history")));

      recorders.remove(0).close();
      var settings = postgresSettings();
      recorder(settings, MAX_SPOOL_BYTES);
      await().atMost(LONG).until(() -> counters.written.get() == 10);
      postgres.execute(
          "recorder" + NUMBER.get(),
          "ALTER TABLE evalx_submissions ADD CHECK (caller IS NULL) NOT VALID");
      noteMany(recorders.get(0), 5);
      await().atMost(LONG).until(() -> counters.dropped.get() == 5);
    } finally {
      Logger.getLogger("").removeHandler(log);
    }
    assertThat(lines).isNotEmpty().noneMatch(l -> l.contains("hush-hush") || l.contains("alice"));
  }

  @Test
  void whatIsWrittenToH2OutlivesTheProcess() throws IOException {
    var recorder = recorder(h2(), MAX_SPOOL_BYTES);
    noteMany(recorder, 50);
    await()
        .atMost(LONG)
        .until(() -> counters.spooledBytes.get() == 0 && counters.written.get() == 100);

    // As a process that is killed now leaves it.
    var copy = Files.createDirectories(folder.resolve("copy"));
    Files.copy(folder.resolve("history.mv.db"), copy.resolve("history.mv.db"));
    var found = new Database(h2(), copy);
    found.open();
    try {
      assertThat(
              new ReadHistory(true, found, counters)
                  .page(HistoryFilter.ALL, Optional.empty(), 200)
                  .items())
          .hasSize(50);
    } finally {
      found.close();
    }
  }

  @Test
  void anInterruptedReaderDoesNotCloseTheFileOfH2() {
    var recorder = recorder(h2(), MAX_SPOOL_BYTES);
    noteMany(recorder, 50);
    await().atMost(LONG).until(() -> counters.written.get() == 100);

    Thread.currentThread().interrupt();
    try {
      all();
    } catch (HistoryUnavailable e) {
      assertThat(e).hasMessageContaining("shutting down");
    }
    assertThat(Thread.interrupted()).isTrue();

    noteMany(recorder, 10);
    await().atMost(LONG).until(() -> count() == 60);
  }

  @Test
  void aDatabaseWithTablesOfOthersIsUsedBesideThem() {
    var settings = postgresSettings();
    postgres.execute("recorder" + NUMBER.get(), "CREATE TABLE submissions (id INTEGER)");
    noteMany(recorder(settings, MAX_SPOOL_BYTES), 3);

    await().atMost(LONG).until(() -> counters.written.get() == 6);
  }

  @Test
  void whatIsTooMuchForTheMemoryIsDropped() throws IOException {
    var small = Noted.of(queued(SubmissionId.random(), "c", NOON)).orElseThrow();
    var log = log(1 << 20);
    var inbox = new Inbox(2, 1 << 20, log);
    assertThat(List.of(inbox.add(small), inbox.add(small), inbox.add(small)))
        .containsExactly(true, true, false);
    assertThat(inbox.takeAll()).hasSize(2);

    assertThat(new Inbox(9, small.bytes() - 1, log).add(small)).isFalse();
    assertThat(new Inbox(9, 1 << 20, log(64)).add(small)).isFalse();
    inbox.close();
    assertThat(inbox.add(small)).isFalse();
  }

  private CrashLog log(int bytes) throws IOException {
    return new CrashLog(Files.createTempDirectory(folder, "log"), bytes);
  }

  private static final class LogLines extends Handler {
    private final List<String> lines;

    LogLines(List<String> lines) {
      this.lines = lines;
      setFormatter(new SimpleFormatter());
    }

    @Override
    public void publish(LogRecord event) {
      lines.add(getFormatter().format(event));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private Recorder recorder(HistorySettings settings, long maxSpoolBytes) {
    try {
      database = new Database(settings, folder);
      var packResult = new PackResult(new ResultWriter());
      var clock = Clock.systemUTC();
      var known = new KnownEnds(results, new MemoryLedger(results), Duration.ofDays(36_500), clock);
      var recorder =
          new Recorder(
              Backlog.open(folder.resolve("spool"), maxSpoolBytes, maxSpoolBytes / 8),
              database,
              new Upkeep(
                  new Retention(database, Duration.ofDays(36_500), clock),
                  new MissedEnds(database, known, packResult, counters, clock)),
              packResult,
              counters);
      recorders.add(recorder);
      recorder.start(Thread::new);
      return recorder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HistorySettings h2() {
    return new HistorySettings(true, Optional.empty(), Duration.ofDays(30));
  }

  private static HistorySettings postgresSettings() {
    return postgres.newDatabase("recorder" + NUMBER.incrementAndGet());
  }

  /** Two entries for each submission. */
  private static List<SubmissionId> noteMany(Recorder recorder, int submissions) {
    var ids = new ArrayList<SubmissionId>();
    for (int i = 0; i < submissions; i++) {
      var id = SubmissionId.random();
      ids.add(id);
      recorder.note(Noted.of(queued(id, "c", NOON.plusSeconds(i))).orElseThrow());
      recorder.note(
          Noted.of(finished(id, "c", Verdict.ACCEPTED, NOON.plusSeconds(i))).orElseThrow());
    }
    return ids;
  }

  private List<HistoryItem> all() {
    var history = new ReadHistory(true, database, counters);
    var items = new ArrayList<HistoryItem>();
    var cursor = Optional.<Cursor>empty();
    do {
      var page = history.page(HistoryFilter.ALL, cursor, 200);
      items.addAll(page.items());
      cursor = page.next();
    } while (cursor.isPresent());
    return items;
  }

  private int count() {
    return all().size();
  }
}
