package evalx.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.RedisServer;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class JobStatesTest {
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
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
        Settings.of(Map.of("REDIS_URL", server.uri().toString(), "RESULT_TTL", "1")::get);
    redis = new Redis(settings);
    states = new JobStates(redis, settings);
    results = new ResultStore(redis, settings);
  }

  @AfterEach
  void disconnect() {
    redis.close();
  }

  private Start start(int excused) {
    return states.start(token, UUID.randomUUID(), BODY, 20, excused, QUEUED);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void startsThatCameToNothingAreGivenBack() {
    states.start(token, UUID.randomUUID(), BODY, 1, 0, QUEUED);
    states.start(token, UUID.randomUUID(), BODY, 1, 0, QUEUED);
    states.giveBack(token, 1);
    assertThat(states.attempts(token)).isEqualTo(1);

    states.giveBack(token, 5);
    assertThat(states.attempts(token)).isZero();
    states.giveBack(SubmissionId.random(), 1);
  }

  @Test
  void knowsWhoseTokenItIs() {
    assertThat(states.isAnother(token, BODY)).isFalse();
    states.start(token, UUID.randomUUID(), BODY, 1, 0, QUEUED);

    assertThat(states.isAnother(token, BODY)).isFalse();
    assertThat(states.isAnother(token, new byte[] {1})).isTrue();
  }

  @Test
  void aJobIsKnownFromItsAcceptanceToItsResult() {
    assertThat(results.find(token)).isEqualTo(new Known.Nothing());
    states.create(token, BODY, 20, QUEUED);
    assertThat(results.find(token)).isEqualTo(new Known.Alive("In Queue", 0, 20));
    start(0);
    states.progress(token, 7);
    assertThat(results.find(token)).isEqualTo(new Known.Alive("Processing", 7, 20));
    assertThat(states.queued(token, Instant.EPOCH)).isEqualTo(QUEUED);

    assertThat(results.finish(token, bytes("first"))).isTrue();

    assertThat(((Known.Ended) results.find(token)).json()).asString().isEqualTo("first");
  }

  @Test
  void theFirstResultStays() {
    results.finish(token, bytes("first"));

    assertThat(results.finish(token, bytes("second"))).isFalse();
    assertThat(results.result(token)).asString().isEqualTo("first");
  }

  @Test
  void theThirdStartIsTheLast() {
    assertThat(start(0)).isEqualTo(new Start.Attempt(1));
    assertThat(start(0)).isEqualTo(new Start.Attempt(2));
    assertThat(start(0)).isEqualTo(new Start.Attempt(3));
    assertThat(start(0)).isEqualTo(new Start.Exhausted(3));
    assertThat(states.attempts(token)).isEqualTo(3);
  }

  @Test
  void attemptsThatAnOutageEndedDoNotCount() {
    start(0);
    start(1);
    assertThat(start(2)).isEqualTo(new Start.Attempt(1));
    assertThat(start(2)).isEqualTo(new Start.Attempt(2));
    assertThat(start(2)).isEqualTo(new Start.Attempt(3));
    assertThat(start(2)).isEqualTo(new Start.Exhausted(3));
  }

  @Test
  void excusedAttemptsExcuseNoLaterOnesWhenRedisLostItsCount() {
    assertThat(start(9)).isEqualTo(new Start.Attempt(1));
    assertThat(start(9)).isEqualTo(new Start.Attempt(2));
    assertThat(start(9)).isEqualTo(new Start.Attempt(3));
    assertThat(start(9)).isEqualTo(new Start.Exhausted(3));
  }

  @Test
  void aStartThatIsAskedForAgainCountsOnce() {
    start(0);
    start(0);
    var run = UUID.randomUUID();
    for (int i = 1; i <= 2; i++) {
      assertThat(states.start(token, run, BODY, 20, 0, QUEUED)).isEqualTo(new Start.Attempt(3));
    }

    assertThat(states.attempts(token)).isEqualTo(3);
    assertThat(start(0)).isEqualTo(new Start.Exhausted(3));
  }

  @Test
  void anAttemptThatItsWorkerSurvivedIsNoDeath() {
    states.survived(token);
    start(0);
    start(0);
    states.survived(token);

    assertThat(states.deaths(token)).isEqualTo(1);
    assertThat(states.attempts(token)).isEqualTo(2);
  }

  @Test
  void aRedisThatIsFullIsAway() {
    try (var admin = new Jedis(server.uri())) {
      admin.configSet("maxmemory", "1");
      assertThat(redis.answers()).isFalse();
      admin.configSet("maxmemory", "0");
    }

    assertThat(redis.answers()).isTrue();
  }

  @Test
  void aJobThatHasEndedDoesNotStartAgainEvenWhenItsResultHasExpired() {
    start(0);
    results.finish(token, bytes("result"));
    assertThat(start(0)).isEqualTo(new Start.Finished());

    redis.delete(Keys.result(token));

    assertThat(start(0)).isEqualTo(new Start.Finished());
    assertThat(results.finish(token, bytes("late"))).isFalse();
    assertThat(results.find(token)).isEqualTo(new Known.Nothing());
  }

  @Test
  void theTokenOfAnotherBodyIsAConflict() {
    start(0);

    assertThat(states.start(token, UUID.randomUUID(), bytes("{ }"), 20, 0, QUEUED))
        .isEqualTo(new Start.Conflict());
  }

  @Test
  void progressOfAForgottenJobLeavesNothingBehind() {
    states.create(token, BODY, 20, QUEUED);
    states.forget(token);
    states.progress(token, 3);

    assertThat(results.find(token)).isEqualTo(new Known.Nothing());
  }

  @Test
  void aRedisThatIsAwayIsAnOutageAndComesBack() {
    server.kill();
    try {
      assertThatThrownBy(() -> start(0)).isInstanceOf(RedisAway.class);
      assertThat(redis.answers()).isFalse();
    } finally {
      server.start();
    }

    assertThat(start(0)).isEqualTo(new Start.Attempt(1));
  }
}
