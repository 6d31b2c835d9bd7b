package evalx.result;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.result.LoggedEvent.Kind;
import evalx.submission.Caller;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class EventStoreTest {
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static final Instant QUEUED = Instant.parse("2026-01-02T03:04:05Z");

  private static final Caller VIEWER = Caller.anonymous("10.0.0.1");
  private static final Caller OWNER =
      new Caller(Optional.of("ann"), "10.0.0.1", Set.of(Caller.Scope.READ));
  private static final Caller OTHER =
      new Caller(Optional.of("bob"), "10.0.0.1", Set.of(Caller.Scope.READ));

  @TempDir static Path folder;
  private static RedisServer server;
  private static Redis redis;
  private static Settings settings;

  private final SubmissionId id = SubmissionId.random();
  private final JobStates states = new JobStates(redis, new StoreSpace(redis), settings);
  private final ResultStore results =
      new ResultStore(redis, settings, new KeptResults(redis, settings));
  private final EventStore log = new EventStore(redis);

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
    settings = Settings.of(Map.of("REDIS_URL", server.uri().toString(), "RESULT_TTL", "60")::get);
    redis = new Redis(settings);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
    server.close();
  }

  @BeforeEach
  void create() {
    states.create(id, BODY, new JobDescription("c", Encoding.UTF8, 20, OWNER.key()), QUEUED);
  }

  private void start() {
    var hash = BodyHash.of(BODY);
    states.start(new StartRequest(id, UUID.randomUUID(), hash, 0, QUEUED, 0));
  }

  private JobSignals add(int attempt, LoggedEvent... events) {
    return states.progress(id, attempt, 1, List.of(events));
  }

  private static LoggedEvent started() {
    return new LoggedEvent(Kind.STARTED, 0, "{}".getBytes(UTF_8));
  }

  private static LoggedEvent testCase(int number) {
    return testCase(number, 10);
  }

  private static LoggedEvent testCase(int number, int bytes) {
    return new LoggedEvent(Kind.CASE, number, "x".repeat(bytes).getBytes(UTF_8));
  }

  private EventLog.Page.Known read(EventId after) {
    return (EventLog.Page.Known) log.read(id, VIEWER, after);
  }

  /** The whole log, such as "1-0 started0". */
  private List<String> all() {
    var all = new ArrayList<String>();
    var last = EventId.START;
    for (var page = read(last).entries(); !page.isEmpty(); page = read(last).entries()) {
      page.forEach(e -> all.add(e.id() + " " + e.event().kind().word() + e.event().number()));
      last = page.get(page.size() - 1).id();
    }
    return all;
  }

  @Test
  void aLogHasTheEventsInTheirOrder() {
    start();
    add(1, started(), testCase(3));
    add(1, testCase(1));

    assertThat(all()).containsExactly("1-0 started0", "1-1 case3", "1-2 case1");
    assertThat(read(new EventId(1, 0)).entries()).hasSize(2);
    assertThat(read(EventId.START).queuedAt()).isEqualTo(QUEUED.toString());
  }

  @Test
  void toReadIsToFollow() {
    start();
    assertThat(states.progress(id, 1, 0, List.of()).watched()).isFalse();

    read(EventId.START);

    assertThat(states.progress(id, 1, 0, List.of()).watched()).isTrue();
  }

  @Test
  void aNewAttemptBeginsTheLogAnewAndNumbersOn() {
    start();
    add(1, started(), testCase(0), testCase(1));
    start();
    add(2, started(), testCase(1));

    assertThat(all()).containsExactly("2-0 started0", "2-1 case1");
  }

  /** An attempt that does not count, because of an outage, has the number of the one before. */
  @Test
  void anAttemptOfTheSameNumberNumbersOnToo() {
    add(1, started(), testCase(0));
    add(1, started(), testCase(1));

    assertThat(all()).containsExactly("1-2 started0", "1-3 case1");
  }

  @Test
  void aWorkerWhoseJobRunsElsewhereAddsNothing() {
    add(2, started());

    assertThat(add(1, testCase(0))).isEqualTo(new JobSignals(false, false));
    assertThat(add(1, started())).isEqualTo(new JobSignals(false, false));

    assertThat(all()).containsExactly("2-0 started0");
  }

  @Test
  void aLogHasALimitOfBytes() {
    add(1, started());
    for (int i = 0; i < 20; i++) {
      add(1, testCase(i, 100_000));
    }
    add(1, testCase(20, 1000));

    assertThat(all()).hasSize(12).endsWith("1-10 case9", "1-11 case20");
    add(2, started(), testCase(0, 100_000));
    assertThat(all()).containsExactly("2-0 started0", "2-1 case0");
  }

  @Test
  void aPageHasALimit() {
    for (int i = 0; i < 10; i++) {
      add(1, testCase(i, 30_000));
    }
    assertThat(read(EventId.START).entries()).hasSize(3);

    for (int i = 0; i < 200; i++) {
      add(1, testCase(i, 1));
    }
    assertThat(read(new EventId(1, 9)).entries()).hasSize(100);
  }

  @Test
  void theLogOfOneThatHasEndedDoesNotChangeAndGoesWithItsResult() {
    add(1, started());
    results.finish(id, BODY, Optional.empty());
    add(1, testCase(0));

    assertThat(read(EventId.START).ended()).isTrue();
    assertThat(all()).containsExactly("1-0 started0");
    try (var jedis = new Jedis(server.uri())) {
      assertThat(jedis.pttl(Keys.events(id))).isBetween(1L, 60_000L);
      results.remove(id);
      assertThat(jedis.exists(Keys.events(id))).isFalse();
    }
    assertThat(log.read(id, VIEWER, EventId.START)).isInstanceOf(EventLog.Page.Unknown.class);
  }

  @Test
  void theSubmissionsOfOthersAreNotKnown() {
    assertThat(log.read(id, OTHER, EventId.START)).isInstanceOf(EventLog.Page.Unknown.class);
    assertThat(states.progress(id, 1, 0, List.of()).watched()).isFalse();
    assertThat(log.read(id, OWNER, EventId.START)).isInstanceOf(EventLog.Page.Known.class);

    results.finish(id, BODY, Optional.empty());
    assertThat(log.read(id, OTHER, EventId.START)).isInstanceOf(EventLog.Page.Unknown.class);
    assertThat(log.read(id, OWNER, EventId.START)).isInstanceOf(EventLog.Page.Known.class);
  }

  @Test
  void whatIsNotKnownHasNoLog() {
    assertThat(log.read(SubmissionId.random(), VIEWER, EventId.START))
        .isInstanceOf(EventLog.Page.Unknown.class);
  }

  @Test
  void aResultWithoutAStateIsAnEnd() {
    results.finish(id, BODY, Optional.empty());
    redis.delete(Keys.state(id));

    assertThat(read(EventId.START))
        .isEqualTo(
            new EventLog.Page.Known(true, "", EventLog.Page.Known.UNKNOWN_ATTEMPTS, List.of()));
  }
}
