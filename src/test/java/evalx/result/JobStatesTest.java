package evalx.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.Settings;
import evalx.redis.Condition;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.RedisFull;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class JobStatesTest {
  private static final Caller VIEWER = Caller.anonymous("192.0.2.7");
  private static final Caller OWNER =
      new Caller(Optional.of("eva"), "192.0.2.7", Set.of(Caller.Scope.READ));
  private static final Caller OTHER =
      new Caller(Optional.of("bob"), "192.0.2.7", Set.of(Caller.Scope.READ));
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final JobDescription DESCRIPTION =
      new JobDescription("c", Encoding.UTF8, 20, "name:eva");
  private static final Instant QUEUED = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir static Path folder;
  private static RedisServer server;

  private final SubmissionId token = SubmissionId.random();
  private Redis redis;
  private JobStates states;
  private ResultStore results;

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
  }

  @AfterAll
  static void stopRedis() {
    server.close();
  }

  @BeforeEach
  void connect() {
    var settings =
        Settings.of(
            Map.of(
                    "REDIS_URL",
                    server.uri().toString(),
                    "RESULT_TTL",
                    "1",
                    "MAX_CONCURRENT_JOBS",
                    "64")
                ::get);
    redis = new Redis(settings);
    states = new JobStates(redis, new StoreSpace(redis), settings);
    results = new ResultStore(redis, settings, new KeptResults(redis, settings));
  }

  @AfterEach
  void disconnect() {
    redis.close();
  }

  private Start start(int uncounted) {
    return start(UUID.randomUUID(), BODY, uncounted, 0);
  }

  private Start start(UUID run, byte[] body, int uncounted, int group) {
    return states.start(new StartRequest(token, run, BodyHash.of(body), uncounted, QUEUED, group));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aJobRemembersItsWebhook() {
    var webhook = Optional.of(URI.create("https://example.org/results"));
    var description = new JobDescription("c", Encoding.UTF8, 1, "name:eva", webhook);
    states.create(token, bytes("body"), description, Instant.now());

    assertThat(states.find(token).description()).contains(description);

    var described = new JobDescription("c", Encoding.UTF8, 2, "name:eva", webhook);
    states.describe(token, described);
    assertThat(states.find(token).description()).contains(described);
  }

  @Test
  void startsThatCameToNothingAreGivenBackAndTheJobWaitsAgain() {
    start(0);
    start(0);
    states.backInQueue(token, 1);
    assertThat(states.find(token).attempts()).isEqualTo(1);
    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.InProgress("In Queue", 0, 0));

    states.backInQueue(token, 5);
    assertThat(states.find(token).attempts()).isZero();
    states.backInQueue(SubmissionId.random(), 1);
  }

  @Test
  void deliveriesThatFoundTheQueueFullAreCountedOfJobsThatAreKnown() {
    states.foundQueueFull(token);
    assertThat(states.deliveriesToFullQueue(token)).isZero();

    start(0);
    states.foundQueueFull(token);
    states.foundQueueFull(token);
    assertThat(states.deliveriesToFullQueue(token)).isEqualTo(2);
  }

  @Test
  void aJobThatHasEndedDoesNotWaitAgain() {
    start(0);
    results.finish(token, bytes("result"), Optional.empty());
    states.backInQueue(token, 1);
    states.recordFailedAttempt(token);
    redis.delete(Keys.result(token));

    assertThat(start(0)).isEqualTo(new Start.Finished());
    assertThat(results.finish(token, bytes("late"), Optional.empty())).isFalse();
    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.Unknown());
  }

  @Test
  void knowsWhoseTokenItIs() {
    assertThat(states.find(token)).isEqualTo(JobRecord.NONE);
    assertThat(JobRecord.NONE.isOfAnotherBody(BODY)).isFalse();
    start(0);

    assertThat(states.find(token).isOfAnotherBody(BODY)).isFalse();
    assertThat(states.find(token).isOfAnotherBody(new byte[] {1})).isTrue();
  }

  @Test
  void aJobIsKnownFromItsAcceptanceToItsResult() {
    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.Unknown());
    states.create(token, BODY, DESCRIPTION, QUEUED);
    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.InProgress("In Queue", 0, 20));
    start(0);
    assertThat(progress(7)).isEqualTo(new JobSignals(false, false));
    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.InProgress("Processing", 7, 20));
    assertThat(states.find(token).queued()).contains(QUEUED);
    assertThat(states.find(token).description()).contains(DESCRIPTION);

    assertThat(results.finish(token, bytes("first"), Optional.empty())).isTrue();

    assertThat(((Lookup.Finished) results.find(token, VIEWER)).result().json())
        .asString()
        .isEqualTo("first");
  }

  @Test
  void aJobThatIsRecordedAgainGoesOn() {
    states.create(token, BODY, DESCRIPTION, QUEUED);
    start(0);

    states.create(token, BODY, DESCRIPTION, QUEUED.plusSeconds(1));

    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.InProgress("Processing", 0, 20));
    assertThat(states.find(token).queued()).contains(QUEUED);
  }

  @Test
  void aJobWithoutAStateIsDescribedOnceItIsRead() {
    start(0);
    assertThat(states.find(token).description()).isEmpty();
    states.describe(token, DESCRIPTION);

    assertThat(states.find(token).description()).contains(DESCRIPTION);
    assertThat(results.find(token, OWNER)).isEqualTo(new Lookup.InProgress("Processing", 0, 20));
  }

  @Test
  void aJobThatEndsWithoutAStartIsKnownToItsOwnerAlone() {
    states.describe(token, DESCRIPTION);
    assertThat(results.find(token, OWNER)).isEqualTo(new Lookup.Unknown());

    results.finish(token, bytes("late"), Optional.empty());

    assertThat(results.find(token, OWNER)).isInstanceOf(Lookup.Finished.class);
    assertThat(results.find(token, OTHER)).isEqualTo(new Lookup.Unknown());
  }

  @Test
  void whatDescribesAJobIsNotKeptForEver() {
    states.describe(token, DESCRIPTION);

    try (var jedis = new Jedis(server.uri())) {
      assertThat(jedis.pttl(Keys.state(token))).isPositive();
    }
  }

  @Test
  void theFirstResultStays() {
    results.finish(token, bytes("first"), Optional.empty());

    assertThat(results.finish(token, bytes("second"), Optional.empty())).isFalse();
    assertThat(results.stored(token).orElseThrow()).asString().isEqualTo("first");
  }

  @Test
  void theThirdStartIsTheLast() {
    assertThat(failing(0)).isEqualTo(attempt(1, 0));
    assertThat(failing(0)).isEqualTo(attempt(2, 0));
    assertThat(failing(0)).isEqualTo(attempt(3, 0));
    assertThat(start(0)).isEqualTo(new Start.Exhausted(3, 0));
    assertThat(states.find(token).attempts()).isEqualTo(3);
  }

  private Start failing(int uncounted) {
    var start = start(uncounted);
    states.recordFailedAttempt(token);
    return start;
  }

  private static Start attempt(int number, int deaths) {
    return new Start.Attempt(number, deaths, false, false);
  }

  @Test
  void attemptsThatAnOutageEndedDoNotCount() {
    start(0);
    start(1);
    assertThat(failing(2)).isEqualTo(attempt(1, 0));
    assertThat(failing(2)).isEqualTo(attempt(2, 0));
    assertThat(failing(2)).isEqualTo(attempt(3, 0));
    assertThat(start(2)).isEqualTo(new Start.Exhausted(3, 0));
  }

  @Test
  void uncountedAttemptsExcuseNoLaterOnesWhenRedisLostItsCount() {
    assertThat(failing(9)).isEqualTo(attempt(1, 0));
    assertThat(failing(9)).isEqualTo(attempt(2, 0));
    assertThat(failing(9)).isEqualTo(attempt(3, 0));
    assertThat(start(9)).isEqualTo(new Start.Exhausted(3, 0));
  }

  @Test
  void aStartThatIsAskedForAgainCountsOnce() {
    failing(0);
    failing(0);
    var run = UUID.randomUUID();
    for (int i = 1; i <= 2; i++) {
      assertThat(start(run, BODY, 0, 0)).isEqualTo(attempt(3, 0));
    }

    assertThat(states.find(token).attempts()).isEqualTo(3);
    assertThat(start(0)).isEqualTo(new Start.Exhausted(3, 1));
  }

  @Test
  void afterTwoDeathsAJobIsASuspectWhoseLastDeathIsAlone() {
    assertThat(start(0)).isEqualTo(attempt(1, 0));
    assertThat(start(0)).isEqualTo(attempt(2, 1));
    assertThat(start(0)).isEqualTo(new Start.Suspect(16));
    assertThat(states.find(token).attempts()).isEqualTo(2);

    assertThat(startAmong(16)).isEqualTo(new Start.Attempt(3, 2, false, true));
    assertThat(start(0)).isEqualTo(new Start.Suspect(4));
    assertThat(startAmong(4)).isEqualTo(new Start.Attempt(3, 2, false, true));
    assertThat(start(0)).isEqualTo(new Start.Suspect(1));
    assertThat(startAmong(1)).isEqualTo(attempt(3, 2));
    assertThat(start(0)).isEqualTo(new Start.Exhausted(3, 3));
    assertThat(states.find(token).attempts()).isEqualTo(3);
  }

  private Start startAmong(int group) {
    return start(UUID.randomUUID(), BODY, 0, group);
  }

  @Test
  void aSuspectThatGoesBackUncountedMayRunAmongAsManyAgain() {
    start(0);
    start(0);
    startAmong(16);
    startAmong(4);
    assertThat(start(1)).isEqualTo(new Start.Suspect(4));

    states.backInQueue(token, 1);
    assertThat(start(0)).isEqualTo(new Start.Suspect(4));
  }

  @Test
  void aStartOfASuspectThatIsAskedForAgainIsNoDeathAmongOthers() {
    start(0);
    start(0);
    var run = UUID.randomUUID();
    start(run, BODY, 0, 16);

    assertThat(start(run, BODY, 0, 16)).isEqualTo(new Start.Attempt(3, 2, false, true));
    assertThat(states.find(token).attempts()).isEqualTo(3);
    assertThat(start(0)).isEqualTo(new Start.Suspect(4));
  }

  @Test
  void onASmallNodeASuspectRunsAlone() {
    start(0);
    start(0);
    var few = Settings.of(Map.of("MAX_CONCURRENT_JOBS", "7")::get);

    assertThat(new JobStates(redis, new StoreSpace(redis), few).start(request(token)))
        .isEqualTo(new Start.Suspect(1));
  }

  /** It may wait for others for longer than a job does that was never begun. */
  @Test
  void aSuspectThatWaitsIsNotForgotten() {
    start(0);
    start(0);
    try (var jedis = new Jedis(server.uri())) {
      jedis.pexpire(Keys.state(token), 60_000L);
      start(0);

      assertThat(jedis.pttl(Keys.state(token))).isGreaterThan(60_000L);
    }
  }

  @Test
  void anAttemptThatItsWorkerSurvivedIsNoDeath() {
    states.recordFailedAttempt(token);
    failing(0);

    assertThat(start(0)).isEqualTo(attempt(2, 0));
    assertThat(start(0)).isEqualTo(attempt(3, 1));
  }

  @Test
  void aJobThatIsToBeCancelledDoesNotStart() {
    assertThat(states.cancel(token)).isEqualTo(Cancellation.UNKNOWN);
    states.create(token, BODY, DESCRIPTION, QUEUED);
    assertThat(states.isCancelled(token)).isFalse();

    assertThat(states.cancel(token)).isEqualTo(Cancellation.WAITING);
    assertThat(states.isCancelled(token)).isTrue();
    assertThat(start(0)).isEqualTo(new Start.Cancelled());

    results.finish(token, bytes("result"), Optional.empty());
    assertThat(states.cancel(token)).isEqualTo(Cancellation.FINISHED);
    assertThat(start(0)).isEqualTo(new Start.Finished());
  }

  private JobSignals progress(int done) {
    return states.progress(token, 1, done, List.of());
  }

  private void watch() {
    assertThat(new EventStore(redis).read(token, VIEWER, EventId.START))
        .isInstanceOf(EventLog.Page.Known.class);
  }

  @Test
  void theWorkerOfAJobLearnsThatItIsCancelledOrWatched() {
    start(0);
    assertThat(states.cancel(token)).isEqualTo(Cancellation.RUNNING);
    assertThat(progress(1)).isEqualTo(new JobSignals(false, true));

    watch();
    assertThat(progress(2)).isEqualTo(new JobSignals(true, true));
  }

  @Test
  void theWorkerOfAJobThatIsWatchedLearnsItAtTheStart() {
    states.create(token, BODY, DESCRIPTION, QUEUED);
    watch();

    assertThat(start(0)).isEqualTo(new Start.Attempt(1, 0, true, false));
  }

  @Test
  void aRedisThatIsFullIsNotAway() {
    try (var admin = new Jedis(server.uri())) {
      admin.configSet("maxmemory", "1");
      assertThat(redis.condition()).isEqualTo(Condition.FULL);
      assertThatThrownBy(() -> results.finish(token, bytes("result"), Optional.empty()))
          .isInstanceOf(RedisFull.class);
      assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.Unknown());
      admin.configSet("maxmemory", "0");
    }

    assertThat(redis.condition()).isEqualTo(Condition.WORKS);
  }

  @Test
  void aJobThatHasEndedDoesNotStartAgainEvenWhenItsResultHasExpired() {
    start(0);
    results.finish(token, bytes("result"), Optional.empty());
    assertThat(start(0)).isEqualTo(new Start.Finished());

    redis.delete(Keys.result(token));

    assertThat(start(0)).isEqualTo(new Start.Finished());
    assertThat(results.finish(token, bytes("late"), Optional.empty())).isFalse();
    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.Unknown());
  }

  @Test
  void theTokenOfAnotherBodyIsAConflict() {
    start(0);

    assertThat(start(UUID.randomUUID(), bytes("{ }"), 0, 0)).isEqualTo(new Start.Conflict());
  }

  @Test
  void progressOfAForgottenJobLeavesNothingBehind() {
    states.create(token, BODY, DESCRIPTION, QUEUED);
    states.forget(token);
    progress(3);

    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.Unknown());
  }

  @Test
  void aRedisThatIsAwayIsAnOutageAndComesBack() {
    server.kill();
    try {
      assertThatThrownBy(() -> start(0)).isInstanceOf(RedisAway.class);
      assertThat(redis.condition()).isEqualTo(Condition.AWAY);
    } finally {
      server.start();
    }

    assertThat(start(0)).isEqualTo(attempt(1, 0));
  }

  @Test
  void progressAfterTheEndChangesNothing() {
    start(0);
    results.finish(token, bytes("result"), Optional.empty());

    progress(3);

    assertThat(redis.fields(Keys.state(token))).containsEntry("done", "0");
  }

  @Test
  void aJobThatAWorkerHasIsNotForgotten() {
    states.create(token, BODY, DESCRIPTION, QUEUED);
    start(0);

    states.forget(token);

    assertThat(results.find(token, VIEWER)).isEqualTo(new Lookup.InProgress("Processing", 0, 20));
  }

  @Test
  void aResultThatIsStoredTwiceByTheSameIsStillTheFirst() {
    assertThat(results.finish(token, bytes("first"), Optional.empty())).isTrue();
    assertThat(results.finish(token, bytes("first"), Optional.empty())).isTrue();
  }

  @Test
  void aFullStoreRefusesNewJobsAndFinishesThoseItHas() {
    states.create(token, BODY, DESCRIPTION, QUEUED);
    var unknown = SubmissionId.random();
    try (var admin = new Jedis(server.uri())) {
      leaveUnused(admin, 0.1);
      var later = new JobStates(redis, new StoreSpace(redis), Settings.of(name -> null));

      assertThatThrownBy(() -> later.create(unknown, BODY, DESCRIPTION, QUEUED))
          .isInstanceOf(StoreFull.class);
      assertThatThrownBy(() -> later.start(request(unknown))).isInstanceOf(StoreFull.class);
      assertThat(redis.condition()).isEqualTo(Condition.WORKS);
      assertThat(later.start(request(token))).isEqualTo(attempt(1, 0));
      assertThat(results.finish(token, bytes("result"), Optional.empty())).isTrue();
    } finally {
      try (var admin = new Jedis(server.uri())) {
        admin.configSet("maxmemory", "0");
        admin.flushAll();
      }
    }
    states.create(unknown, BODY, DESCRIPTION, QUEUED);
  }

  private static StartRequest request(SubmissionId id) {
    return new StartRequest(id, UUID.randomUUID(), BodyHash.of(BODY), 0, QUEUED, 0);
  }

  /** Sets the limit of memory so that some share of it is free. */
  private static void leaveUnused(Jedis admin, double share) {
    admin.set("ballast", "x".repeat(8 << 20));
    var used =
        admin
            .info("memory")
            .lines()
            .filter(line -> line.startsWith("used_memory:"))
            .mapToLong(line -> Long.parseLong(line.strip().split(":", 2)[1]))
            .findFirst()
            .orElseThrow();
    admin.configSet("maxmemory", Long.toString((long) (used / (1 - share))));
  }
}
