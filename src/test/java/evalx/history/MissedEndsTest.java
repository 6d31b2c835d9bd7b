package evalx.history;

import static evalx.history.Events.NOON;
import static evalx.history.Events.finished;
import static evalx.history.Events.queued;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.MovingClock;
import evalx.config.HistorySettings;
import evalx.format.ResultWriter;
import evalx.redis.RedisAway;
import evalx.result.JobDescription;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.result.Results;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of submissions of which the history has heard no end. */
class MissedEndsTest {
  private static final Duration MAX_LIFE = Duration.ofHours(3);

  @TempDir Path folder;
  private final MemoryResults results = new MemoryResults();
  private final MemoryLedger ledger = new MemoryLedger(results);
  private final Counters counters = new Counters();
  private final SubmissionId id = SubmissionId.random();
  private Database database;
  private MissedEnds missed;
  private final MovingClock clock = new MovingClock(NOON.plusSeconds(1));
  private boolean away;
  private boolean refuses;

  private final class Store implements Results {
    @Override
    public boolean finish(SubmissionId id, byte[] json, Optional<URI> webhook) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> stored(SubmissionId id) {
      if (away) {
        throw new RedisAway(new IllegalStateException("test"));
      }
      return results.stored(id);
    }
  }

  @BeforeEach
  void open() {
    database =
        new Database(new HistorySettings(true, Optional.empty(), Duration.ofDays(30)), folder);
    database.open();
    missed =
        new MissedEnds(
            database,
            new KnownEnds(new Store(), ledger, MAX_LIFE, clock),
            new PackResult(new ResultWriter()),
            counters,
            clock);
    write(Noted.of(queued(id, "c", NOON)).orElseThrow().row(new PackResult(new ResultWriter())));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private boolean write(Row row) {
    if (!refuses) {
      database.jdbi().useTransaction(handle -> SubmissionTable.write(handle, List.of(row)));
    }
    return !refuses;
  }

  private void look() {
    missed.endSome(this::write);
  }

  private void lookAgainAfter(Duration time) {
    clock.pass(time);
    look();
  }

  private void store(Verdict verdict) {
    results.byId.put(id, new ResultWriter().write(finished(id, "c", verdict, NOON).result()));
  }

  private String status() {
    return new ReadHistory(true, database, counters).find(id).orElseThrow().item().status();
  }

  @Test
  void whatHasEndedIsFoundWhenTheProcessBeginsAndEveryFewMinutes() {
    look();
    assertThat(status()).isEqualTo("In Queue");

    store(Verdict.WRONG_ANSWER);
    look();
    assertThat(status()).isEqualTo("In Queue");
    lookAgainAfter(Duration.ofMinutes(6));

    assertThat(status()).isEqualTo("Wrong Answer");
    assertThat(counters.dropped).hasValue(0);
  }

  @Test
  void anOutageOfTheStoreSaysNothing() {
    store(Verdict.ACCEPTED);
    away = true;
    lookAgainAfter(MAX_LIFE);
    assertThat(status()).isEqualTo("In Queue");

    away = false;
    lookAgainAfter(Duration.ofMinutes(6));

    assertThat(status()).isEqualTo("Accepted");
  }

  @Test
  void whatMayStillEndStaysOpen() {
    var description = new JobDescription("c", Encoding.UTF8, 1, "name:alice", Optional.empty());
    ledger.create(id, new byte[0], description, NOON);

    lookAgainAfter(MAX_LIFE.plusHours(1));
    assertThat(status()).isEqualTo("In Queue");

    assertThat(counters.dropped).hasValue(0);
  }

  /** Its state may have been lost with Redis' memory, and its message not. */
  @Test
  void whatHasNoStateStaysOpenAsLongAsAJobCanLive() {
    lookAgainAfter(MAX_LIFE.minusSeconds(1));

    assertThat(clock.instant()).isEqualTo(NOON.plus(MAX_LIFE));
    assertThat(status()).isEqualTo("In Queue");
    assertThat(counters.dropped).hasValue(0);
  }

  @Test
  void whatIsKnownNowhereIsDroppedOnceAndEndsAllTheSameWhenItIsHeardLater() {
    lookAgainAfter(MAX_LIFE);
    lookAgainAfter(Duration.ofMinutes(6));
    assertThat(status()).isEqualTo("Internal Error");
    assertThat(counters.dropped).hasValue(1);

    var late = Noted.of(finished(id, "c", Verdict.ACCEPTED, NOON)).orElseThrow();
    write(late.row(new PackResult(new ResultWriter())));

    assertThat(status()).isEqualTo("Accepted");
  }

  @Test
  void aResultThatCannotBeReadIsDropped() {
    results.byId.put(id, "{".getBytes(StandardCharsets.UTF_8));

    look();

    assertThat(status()).isEqualTo("Internal Error");
    assertThat(counters.dropped).hasValue(1);
  }

  @Test
  void whatTheDatabaseRefusesIsNotLookedForAgain() {
    store(Verdict.ACCEPTED);
    refuses = true;
    look();
    refuses = false;

    lookAgainAfter(Duration.ofMinutes(6));

    assertThat(status()).isEqualTo("Internal Error");
  }
}
