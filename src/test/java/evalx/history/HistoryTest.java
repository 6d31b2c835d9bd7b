package evalx.history;

import static evalx.history.Events.NOON;
import static evalx.history.Events.finished;
import static evalx.history.Events.queued;
import static evalx.history.Events.testCase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.HistorySettings;
import evalx.format.ResultWriter;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.submission.Caller;
import evalx.submission.SourceFile;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the history keeps and answers, the same on both databases. */
@ParameterizedClass
@EnumSource
class HistoryTest {
  enum Kind {
    H2,
    POSTGRESQL
  }

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static PostgresServer postgres;

  @Parameter Kind kind;
  @TempDir Path folder;
  private String name;
  private HistorySettings settings;
  private Database database;
  private SubmissionHistory history;

  @BeforeAll
  static void startPostgres() {
    postgres = new PostgresServer();
  }

  @AfterAll
  static void endPostgres() {
    postgres.close();
  }

  @BeforeEach
  void open() {
    name = "history" + NUMBER.incrementAndGet();
    settings =
        kind == Kind.H2
            ? new HistorySettings(true, Optional.empty(), Duration.ofDays(30))
            : postgres.newDatabase(name);
    database = new Database(settings, folder);
    history = new ReadHistory(true, database, new Counters());
    database.open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aSubmissionIsFoundWithItsSourceAndResult() {
    var id = SubmissionId.random();
    write(queued(id, "cpp", NOON), finished(id, "cpp", Verdict.ACCEPTED, NOON));

    var stored = history.find(id).orElseThrow();

    assertThat(stored.item())
        .isEqualTo(
            new HistoryItem(
                id,
                new Origin("cpp", 1, NOON),
                Optional.of("name:alice"),
                Optional.of(
                    new Ending(
                        "Accepted",
                        Optional.of("1.2.3"),
                        1,
                        Optional.of(new Ending.Use(Duration.ofMillis(1), 1400)),
                        new Ending.Execution(
                            "node-1", 1, Optional.of(NOON.plusMillis(5)), NOON.plusMillis(30))))));
    assertThat(stored.source().orElseThrow().truncated()).isFalse();
    assertThat(stored.source().orElseThrow().files())
        .singleElement()
        .satisfies(
            file ->
                assertThat(new String(file.content(), StandardCharsets.UTF_8))
                    .isEqualTo("print(1)"));
    assertThat(json(stored)).contains("\"token\":\"" + id + "\"").contains("\"stdout\":\"1\\n\"");
    assertThat(history.find(SubmissionId.random())).isEmpty();
  }

  @Test
  void submissionsThatRanAndSuchThatDidNotAreWrittenTogether() {
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 4; i++) {
      var ran = i % 2 == 0;
      var origin = new Origin("c", 1, NOON);
      var started = Optional.of(NOON).filter(time -> ran);
      var ending =
          new Ending(
              ran ? "Accepted" : "Cancelled",
              Optional.of("1.2").filter(version -> ran),
              0,
              Optional.of(new Ending.Use(Duration.ofMillis(1), 9)).filter(use -> ran),
              new Ending.Execution("here", 1, started, NOON));
      var result = ran ? Gzip.pack("{}".getBytes(StandardCharsets.UTF_8)) : Row.NO_BYTES;
      rows.add(new Row.Ended(SubmissionId.random(), origin, "", ending, result));
    }

    for (var batch : List.of(rows.subList(0, 3), rows.subList(1, 4))) {
      database.jdbi().useTransaction(handle -> SubmissionTable.write(handle, batch));
    }

    assertThat(all(HistoryFilter.ALL).stream().map(this::status))
        .containsExactlyInAnyOrder("Accepted", "Cancelled", "Accepted", "Cancelled");
  }

  @Test
  void theHalvesOfTwoNodesMayComeInEitherOrderAndTwice() {
    var early = SubmissionId.random();
    var late = SubmissionId.random();
    write(queued(early, "c", NOON), finished(late, "c", Verdict.WRONG_ANSWER, NOON));
    assertThat(status(early)).isEqualTo("In Queue");
    assertThat(history.find(late).orElseThrow().source()).isEmpty();

    for (int i = 0; i < 2; i++) {
      write(finished(early, "c", Verdict.WRONG_ANSWER, NOON), queued(late, "c", NOON));
    }

    for (SubmissionId id : List.of(early, late)) {
      var stored = history.find(id).orElseThrow();
      assertThat(stored.item().status()).isEqualTo("Wrong Answer");
      assertThat(stored.item().caller()).contains("name:alice");
      assertThat(stored.source()).isPresent();
      assertThat(stored.result()).isPresent();
    }
    assertThat(all(HistoryFilter.ALL)).hasSize(2);
  }

  /** Of a producer's job that expired nobody has told that it was accepted. */
  @Test
  void aSubmissionThatNoWorkerHasBegunIsItsCallersAllTheSame() {
    var bob = Optional.of(new Caller(Optional.of("bob"), "192.0.2.7", Set.of()));
    var id = SubmissionId.random();
    var end = finished(id, "c", Verdict.EXPIRED, NOON);
    var accepted = SubmissionId.random();
    var json = new ResultWriter().write(finished(accepted, "c", Verdict.EXPIRED, NOON).result());

    write(new SubmissionEvent.Finished(end.result(), bob));
    write(Noted.ended(json, bob));
    assertThat(history.find(accepted).orElseThrow().item().caller()).contains("name:bob");
    write(queued(id, "c", NOON));

    assertThat(history.find(id).orElseThrow().item().caller()).contains("name:bob");
  }

  /** The node that stored the result died before it told. */
  @Test
  void anEndThatIsOnlyFoundInTheStoreIsWrittenAsTheFirstWouldHaveBeen() {
    var told = SubmissionId.random();
    var found = SubmissionId.random();
    var end = finished(told, "c", Verdict.WRONG_ANSWER, NOON);
    var json = new String(new ResultWriter().write(end.result()), StandardCharsets.UTF_8);
    json = json.replace(told.toString(), found.toString());
    // What this node does not read is kept too, such as a score.
    json = json.replaceFirst("}$", ",\"newer\":1}");
    write(queued(told, "c", NOON), queued(found, "c", NOON), end);
    assertThat(status(found)).isEqualTo("In Queue");

    write(Noted.ended(json.getBytes(StandardCharsets.UTF_8), Optional.empty()));

    var first = history.find(told).orElseThrow();
    var second = history.find(found).orElseThrow();
    assertThat(second.item().ending()).isPresent().isEqualTo(first.item().ending());
    assertThat(json(second)).isEqualTo(json);
  }

  @Test
  void endsThatWereNotHeardAreFoundInTheStoreOrCountAsDropped() {
    var results = new MemoryResults();
    var clock = Clock.fixed(NOON.plus(Duration.ofHours(1)), ZoneOffset.UTC);
    var known = new KnownEnds(results, new MemoryLedger(results), Duration.ofMinutes(30), clock);
    var counters = new Counters();
    var packResult = new PackResult(new ResultWriter());
    var missed = new MissedEnds(database, known, packResult, counters, clock);
    var found = new ArrayList<SubmissionId>();
    for (int i = 0; i < 120; i++) {
      var id = SubmissionId.random();
      found.add(id);
      write(queued(id, "c", NOON.plusSeconds(i / 2)));
      results.byId.put(
          id,
          new ResultWriter()
              .write(finished(id, "c", Verdict.ACCEPTED, NOON.plusMillis(i)).result()));
    }
    var lost = SubmissionId.random();
    write(queued(lost, "c", NOON.plusSeconds(30)));

    for (int i = 0; i < 4; i++) {
      missed.endSome(this::write);
    }

    assertThat(found).allSatisfy(id -> assertThat(status(id)).isEqualTo("Accepted"));
    var stored = history.find(found.get(0)).orElseThrow();
    assertThat(stored.item().caller()).contains("name:alice");
    assertThat(json(stored)).contains("\"stdout\":\"1\\n\"");
    assertThat(status(lost)).isEqualTo("Internal Error");
    assertThat(history.find(lost).orElseThrow().source()).isPresent();
    assertThat(counters.dropped).hasValue(1);
  }

  @Test
  void theLaterOfTwoEndingsStays() {
    var id = SubmissionId.random();
    var retried = finished(id, "c", Verdict.ACCEPTED, NOON.plusSeconds(60));
    write(finished(id, "c", Verdict.INTERNAL_ERROR, NOON), retried);
    write(finished(id, "c", Verdict.INTERNAL_ERROR, NOON));

    assertThat(status(id)).isEqualTo("Accepted");
    assertThat(json(history.find(id).orElseThrow())).contains("\"status\":\"Accepted\"");
    assertThat(history.find(id).orElseThrow().item().origin().queued()).isEqualTo(NOON);
  }

  @Test
  void pagesStayAsTheyAreWhileSubmissionsAreAdded() {
    var ids = new ArrayList<SubmissionId>();
    for (int i = 0; i < 25; i++) {
      ids.add(0, SubmissionId.random());
      // Some at the same time, so that the token decides.
      write(queued(ids.get(0), "c", NOON.plusSeconds(i / 3)));
    }
    var seen = new ArrayList<HistoryItem>();
    var cursor = Optional.<Cursor>empty();
    do {
      var page = history.page(HistoryFilter.ALL, cursor, 10);
      seen.addAll(page.items());
      cursor = page.next().map(next -> Cursor.parse(next.text()).orElseThrow());
      write(queued(SubmissionId.random(), "c", NOON.plusSeconds(1000)));
    } while (cursor.isPresent());

    assertThat(seen).extracting(HistoryItem::id).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(seen)
        .extracting(item -> item.origin().queued())
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void aPlaceInTheListIsFoundAndTheListCounted() {
    var first = SubmissionId.random();
    var second = SubmissionId.random();
    var third = SubmissionId.random();
    write(
        queued(first, "c", NOON),
        queued(second, "c", "bob", NOON.plusSeconds(1)),
        queued(third, "c", NOON.plusSeconds(2)));

    assertThat(history.page(HistoryFilter.ALL, 1, 2))
        .extracting(HistoryItem::id)
        .containsExactly(second, first);
    assertThat(history.page(HistoryFilter.ALL, 3, 2)).isEmpty();
    assertThat(history.count(HistoryFilter.ALL)).isEqualTo(3);
    assertThat(history.count(filter(null, "name:bob", null, null, null))).isEqualTo(1);
    assertThatThrownBy(() -> history.page(HistoryFilter.ALL, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFullLastPageHasNoNext() {
    write(queued(SubmissionId.random(), "c", NOON), queued(SubmissionId.random(), "c", NOON));

    assertThat(history.page(HistoryFilter.ALL, Optional.empty(), 2).next()).isEmpty();
    assertThatThrownBy(() -> history.page(HistoryFilter.ALL, Optional.empty(), 201))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listsByLanguageStatusTimeAndCaller() {
    var accepted = SubmissionId.random();
    var wrong = SubmissionId.random();
    var waiting = SubmissionId.random();
    write(
        queued(accepted, "c", NOON),
        queued(wrong, "java", NOON.plusSeconds(1)),
        queued(waiting, "c", "bob", NOON.plusSeconds(2)),
        finished(accepted, "c", Verdict.ACCEPTED, NOON),
        finished(wrong, "java", Verdict.WRONG_ANSWER, NOON));

    assertThat(all(filter("c", null, null, null, null))).containsExactly(waiting, accepted);
    assertThat(all(filter(null, "name:alice", null, null, null))).containsExactly(wrong, accepted);
    assertThat(all(filter(null, null, "Wrong Answer", null, null))).containsExactly(wrong);
    assertThat(all(filter(null, null, "In Queue", null, null))).containsExactly(waiting);
    assertThat(all(filter(null, null, "Processing", null, null))).containsExactly(waiting);
    assertThat(all(filter(null, null, null, NOON.plusSeconds(1), null)))
        .containsExactly(waiting, wrong);
    assertThat(all(filter(null, null, null, null, NOON.plusSeconds(1)))).containsExactly(accepted);
    assertThat(all(filter("c", "name:alice", "Accepted", NOON, NOON.plusSeconds(9))))
        .containsExactly(accepted);
    assertThat(all(filter("c\0", "\uD800' OR 1=1 --", "nothing", Instant.MIN, Instant.MAX)))
        .isEmpty();
  }

  @Test
  void countsVerdictsAndRunTimesByDayAndLanguage() {
    var entries = new ArrayList<SubmissionEvent>();
    for (int i = 1; i <= 100; i++) {
      var id = SubmissionId.random();
      entries.add(queued(id, "c", NOON));
      entries.add(finished(id, "c", NOON, testCase(Verdict.ACCEPTED, i * 10L, "")));
    }
    var failed = SubmissionId.random();
    var nextDay = Instant.parse("2026-03-02T00:00:00Z");
    entries.add(finished(failed, "c", Verdict.WRONG_ANSWER, nextDay.minusMillis(1)));
    entries.add(queued(SubmissionId.random(), "c", nextDay));
    entries.add(queued(SubmissionId.random(), "java", NOON));
    write(entries.toArray(SubmissionEvent[]::new));

    var statistics = history.statistics(HistoryFilter.ALL);

    assertThat(statistics.truncated()).isFalse();
    assertThat(statistics.days())
        .extracting(Statistics.Day::date, Statistics.Day::language, Statistics.Day::statuses)
        .containsExactly(
            row("2026-03-02", "c", Map.of("In Queue", 1L)),
            row("2026-03-01", "c", Map.of("Accepted", 100L, "Wrong Answer", 1L)),
            row("2026-03-01", "java", Map.of("In Queue", 1L)));
    assertThat(statistics.days().get(0).runTimes()).isEmpty();
    var c = statistics.days().get(1);
    assertThat(c.submissions()).isEqualTo(101);
    assertThat(c.runTimes())
        .contains(new Statistics.RunTimes(micros(510), micros(510), micros(960)));
    assertThat(history.statistics(filter("java", null, null, null, null)).days()).hasSize(1);
    assertThat(history.statistics(filter(null, null, null, nextDay, null)).days()).hasSize(1);
  }

  @Test
  void deletesWhatIsOlderInBatchesUntilNoneIsLeft() {
    var old = NOON.minus(settings.kept()).minusSeconds(1);
    var events =
        IntStream.range(0, 1100)
            .mapToObj(i -> (SubmissionEvent) queued(SubmissionId.random(), "c", old))
            .toArray(SubmissionEvent[]::new);
    var kept = SubmissionId.random();
    write(events);
    write(queued(kept, "c", old.plusSeconds(2)));
    var retention = new Retention(database, settings.kept(), Clock.fixed(NOON, ZoneOffset.UTC));

    retention.deleteSome();
    assertThat(count("evalx_submissions")).isEqualTo(601);
    for (int i = 0; i < 5; i++) {
      retention.deleteSome();
    }

    assertThat(all(HistoryFilter.ALL)).containsExactly(kept);
    assertThat(count("evalx_contents")).isEqualTo(1);
  }

  @Test
  void hostileTextIsKeptAsFarAsItCan() {
    var id = SubmissionId.random();
    var random = new byte[3000];
    new Random(1).nextBytes(random);
    write(
        queued(
            id,
            "c\0\uDC00",
            "bob\0\uD800" + "x".repeat(5000),
            NOON,
            new SourceFile("a\0\uD83D", random),
            new SourceFile("", new byte[0])),
        finished(id, "c\0", NOON, testCase(Verdict.ACCEPTED, 1, "\0\uD800\u0007")));

    var stored = history.find(id).orElseThrow();

    assertThat(stored.item().origin().language()).isEqualTo("c\uFFFD\uFFFD");
    assertThat(stored.item().caller().orElseThrow())
        .startsWith("name:bob\uFFFD\uFFFDxx")
        .hasSize(256);
    var files = stored.source().orElseThrow().files();
    assertThat(files).extracting(SourceFile::name).containsExactly("a\uFFFD\uFFFD", "");
    assertThat(files.get(0).content()).isEqualTo(random);
    assertThat(json(stored)).contains("\\u0000");
  }

  @Test
  void hugeSourcesAndResultsAreCut() {
    var id = SubmissionId.random();
    var random = new byte[8 << 20];
    new Random(1).nextBytes(random);
    var outputs = new String(random, 0, 2 << 20, StandardCharsets.ISO_8859_1);
    write(
        queued(id, "c", "bob", NOON, new SourceFile("a", random), new SourceFile("b", random)),
        finished(id, "c", NOON, testCase(Verdict.ACCEPTED, 1, outputs)));

    var stored = history.find(id).orElseThrow();

    var source = stored.source().orElseThrow();
    assertThat(source.truncated()).isTrue();
    assertThat(source.files()).extracting(f -> f.content().length).containsExactly(512 << 10, 0);
    assertThat(stored.result().orElseThrow()).hasSizeLessThan(20_000);
    assertThat(json(stored)).contains("\"stdout_truncated\":true");
  }

  @Test
  void timesInAnyRangeAndMoreThanMicrosecondsAreKept() {
    var fine = SubmissionId.random();
    write(
        queued(fine, "c", NOON.plusNanos(123_456_789)),
        queued(SubmissionId.random(), "c", Instant.MIN),
        queued(SubmissionId.random(), "c", Instant.MAX));

    assertThat(history.find(fine).orElseThrow().item().origin().queued())
        .isEqualTo(NOON.plusNanos(123_456_000));
    assertThat(all(HistoryFilter.ALL)).hasSize(3);
    assertThat(history.statistics(HistoryFilter.ALL).days()).hasSize(3);
  }

  @Test
  void aDatabaseIsOpenedAgainWithWhatItHad() {
    var id = SubmissionId.random();
    write(queued(id, "c", NOON));
    database.close();
    assertThatThrownBy(() -> history.find(id)).isInstanceOf(HistoryUnavailable.class);

    database.open();

    assertThat(history.find(id)).isPresent();
  }

  @Test
  void whereHistoryIsOffItSaysSo() {
    var off = new ReadHistory(false, database, new Counters());

    assertThat(off.isOn()).isFalse();
    assertThat(off.counts()).isEqualTo(new HistoryCounts(0, 0, 0));
    assertThatThrownBy(() -> off.page(HistoryFilter.ALL, Optional.empty(), 1))
        .isInstanceOf(HistoryOff.class)
        .hasMessageContaining("DATABASE_URL");
  }

  private void write(SubmissionEvent... events) {
    write(Stream.of(events).map(event -> Noted.of(event).orElseThrow()).toArray(Noted[]::new));
  }

  private void write(Noted... entries) {
    var packResult = new PackResult(new ResultWriter());
    var rows = new ArrayList<Row>();
    for (Noted entry : entries) {
      rows.add(SpoolTest.throughTheSpool(entry.row(packResult)));
    }
    database.jdbi().useTransaction(handle -> SubmissionTable.write(handle, rows));
  }

  private boolean write(Row row) {
    database.jdbi().useTransaction(handle -> SubmissionTable.write(handle, List.of(row)));
    return true;
  }

  private List<SubmissionId> all(HistoryFilter filter) {
    return history.page(filter, Optional.empty(), 200).items().stream()
        .map(HistoryItem::id)
        .toList();
  }

  private String status(SubmissionId id) {
    return history.find(id).orElseThrow().item().status();
  }

  private long count(String table) {
    return database
        .jdbi()
        .withHandle(h -> h.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Long.class).one());
  }

  private static String json(StoredSubmission stored) {
    return new String(stored.result().orElseThrow(), StandardCharsets.UTF_8);
  }

  private static HistoryFilter filter(
      String language, String caller, String status, Instant from, Instant to) {
    return new HistoryFilter(
        Optional.ofNullable(language),
        Optional.ofNullable(caller),
        Optional.ofNullable(status),
        new HistoryFilter.Period(Optional.ofNullable(from), Optional.ofNullable(to)));
  }

  private static org.assertj.core.groups.Tuple row(
      String date, String language, Map<String, Long> statuses) {
    return org.assertj.core.groups.Tuple.tuple(LocalDate.parse(date), language, statuses);
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1000);
  }
}
