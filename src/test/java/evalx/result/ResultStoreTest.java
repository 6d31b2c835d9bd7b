package evalx.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.config.Settings;
import evalx.redis.Condition;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import evalx.submission.Encoding;
import evalx.submission.SubmissionId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

class ResultStoreTest {
  private static final Caller VIEWER = Caller.anonymous("192.0.2.7");

  private static final URI RECEIVER = URI.create("https://example.org/results");

  @TempDir static Path folder;
  private static RedisServer server;
  private static Redis redis;
  private static Settings settings;
  private static ResultStore results;

  private final SubmissionId id = SubmissionId.random();

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
    settings = Settings.of(Map.of("REDIS_URL", server.uri().toString())::get);
    redis = new Redis(settings);
    results = new ResultStore(redis, settings, new KeptResults(redis, settings));
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
    server.close();
  }

  private static byte[] json(int bytes) {
    return ("{\"stdout\":\"" + "\\u0000".repeat(bytes / 6) + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void nothingIsUnknownForSureToAServerThatTakesNoWrites() {
    var known = SubmissionId.random();
    results.finish(known, json(100), Optional.of(RECEIVER));
    var webhooks = new WebhookStates(redis);
    try (var jedis = new Jedis(server.uri())) {
      jedis.configSet("min-replicas-to-write", "1");
      assertThat(results.find(known, VIEWER)).isInstanceOf(Lookup.Finished.class);
      assertThat(webhooks.find(known)).isPresent();
      assertThatThrownBy(() -> results.find(id, VIEWER)).isInstanceOf(RedisAway.class);
      assertThatThrownBy(() -> webhooks.find(id)).isInstanceOf(RedisAway.class);

      jedis.configSet("min-replicas-to-write", "0");
      assertThat(results.find(id, VIEWER)).isInstanceOf(Lookup.Unknown.class);
      assertThat(webhooks.find(id)).isEmpty();
    }
  }

  @Test
  void aLargeResultIsStoredCompressedAndReadAsItWas() throws IOException {
    var json = json(4 << 20);
    results.finish(id, json, Optional.empty());

    var found = ((Lookup.Finished) results.find(id, VIEWER)).result();

    assertThat(found.isCompressed()).isTrue();
    assertThat(found.packed()).hasSizeLessThan(64 << 10);
    assertThat(found.plainLength()).isEqualTo(json.length);
    assertThat(found.json()).isEqualTo(json);
    assertThat(found.open().readAllBytes()).isEqualTo(json);
    assertThat(results.stored(id).orElseThrow()).isEqualTo(json);
    try (var direct = new Jedis(server.uri())) {
      assertThat(direct.strlen(Keys.result(id))).isEqualTo(found.packed().length);
    }
  }

  @Test
  void aSmallResultStaysAsItIs() {
    results.finish(id, json(60), Optional.empty());

    var found = ((Lookup.Finished) results.find(id, VIEWER)).result();

    assertThat(found.isCompressed()).isFalse();
    assertThat(found.packed()).isEqualTo(json(60));
    assertThat(found.plainLength()).isEqualTo(json(60).length);
  }

  @Test
  void aResultThatStaysLargeIsNotLoadedByALook() {
    var noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    results.finish(id, noise, Optional.empty());

    var found = (Lookup.FinishedLarge) results.find(id, VIEWER);

    assertThat(found.bytes()).isBetween(noise.length, noise.length + 1000);
    assertThat(results.load(id).orElseThrow().json()).isEqualTo(noise);
  }

  @Test
  void aResultIsRemovedOnce() {
    results.finish(id, json(60), Optional.empty());

    assertThat(results.remove(id)).isTrue();
    assertThat(results.find(id, VIEWER)).isEqualTo(new Lookup.Unknown());
    assertThat(results.remove(id)).isFalse();
  }

  private static String text(StoredResult result) throws IOException {
    var json = result.json();
    assertThat(result.open().readAllBytes()).isEqualTo(json);
    assertThat(result.plainLength()).isEqualTo(json.length);
    assertThat(result.isCompressed()).isFalse();
    return new String(json, StandardCharsets.UTF_8);
  }

  @Test
  void howFarItsWebhookIsStandsInAResultOfAnySize() throws IOException {
    var webhooks = new WebhookStates(redis);
    for (int bytes : new int[] {60, 100_000}) {
      var of = SubmissionId.random();
      results.finish(of, json(bytes), Optional.of(RECEIVER));

      var pending = text(((Lookup.Finished) results.find(of, VIEWER)).result());
      var begin = new String(json(bytes), StandardCharsets.UTF_8).replaceAll("}$", "");
      assertThat(pending)
          .isEqualTo(
              begin
                  + ",\"webhook\":{\"status\":\"pending\",\"attempts\":0,\"last_status\":null,"
                  + "\"message\":null}}");
      var webhook = webhooks.find(of).orElseThrow();
      assertThat(webhook).isEqualTo(new Webhook(WebhookId.of(json(bytes)), RECEIVER, "", true, 0));

      var state =
          new WebhookState(
              WebhookState.Phase.GIVEN_UP, 3, Optional.of(500), Optional.of("answered 500"));
      webhooks.record(of, webhook.id(), state);
      webhooks.record(of, "msg_of_another_result", WebhookState.NEW);

      assertThat(text(results.load(of).orElseThrow()))
          .isEqualTo(
              begin
                  + ",\"webhook\":{\"status\":\"given up\",\"attempts\":3,\"last_status\":500,"
                  + "\"message\":\"answered 500\"}}");
      assertThat(webhooks.find(of).orElseThrow().isPending()).isFalse();
      assertThat(results.stored(of).orElseThrow()).isEqualTo(json(bytes));
    }
  }

  @Test
  void aResultIsKeptAsLongAsItsWebhookIsTried() {
    var settings =
        Settings.of(
            Map.of(
                    "REDIS_URL", server.uri().toString(),
                    "RESULT_TTL", "60",
                    "WEBHOOK_MAX_TIME", "900")
                ::get);
    var store = new ResultStore(redis, settings, new KeptResults(redis, settings));
    store.finish(id, json(60), Optional.of(RECEIVER));
    try (var direct = new Jedis(server.uri())) {
      assertThat(direct.ttl(Keys.result(id))).isBetween(1100L, 1200L);
      assertThat(direct.ttl(Keys.webhook(id))).isBetween(1100L, 1200L);

      store.remove(id);

      assertThat(direct.exists(Keys.webhook(id))).isFalse();
    }
  }

  /** As an operator's retry does, which removes the first result. */
  @Test
  void anotherResultOfTheSubmissionHasAnotherWebhook() {
    var webhooks = new WebhookStates(redis);
    results.finish(id, json(60), Optional.of(RECEIVER));
    var first = webhooks.find(id).orElseThrow();
    results.remove(id);
    results.finish(id, json(66), Optional.of(RECEIVER));

    assertThat(webhooks.find(id).orElseThrow().id()).isNotEqualTo(first.id());
  }

  /** The first reply was lost, and a delivery may have happened since. */
  @Test
  void aRepeatedEndLeavesItsWebhookAsItIs() {
    var webhooks = new WebhookStates(redis);
    results.finish(id, json(60), Optional.of(RECEIVER));
    var delivered =
        new WebhookState(WebhookState.Phase.DELIVERED, 1, Optional.of(200), Optional.empty());
    webhooks.record(id, WebhookId.of(json(60)), delivered);

    assertThat(results.finish(id, json(60), Optional.of(RECEIVER))).isTrue();

    assertThat(webhooks.find(id).orElseThrow().isPending()).isFalse();
  }

  /** As where a node dies after it has sent the message of the next attempt. */
  @ParameterizedTest
  @CsvSource({
    // what is recorded first, what is recorded then, what holds
    "DELIVERED 2, PENDING 1, DELIVERED 2",
    "DELIVERED 2, GIVEN_UP 1, DELIVERED 2",
    "DELIVERED 2, GIVEN_UP 3, DELIVERED 2",
    "GIVEN_UP 2, PENDING 1, GIVEN_UP 2",
    "GIVEN_UP 2, PENDING 3, GIVEN_UP 2",
    "GIVEN_UP 2, DELIVERED 1, DELIVERED 1",
    "PENDING 2, PENDING 1, PENDING 2",
    "PENDING 2, GIVEN_UP 1, PENDING 2",
    "PENDING 2, DELIVERED 1, DELIVERED 1",
    "PENDING 2, PENDING 2, PENDING 2",
    "PENDING 2, GIVEN_UP 2, GIVEN_UP 2",
    "PENDING 9, PENDING 10, PENDING 10",
    "PENDING 9, GIVEN_UP 10, GIVEN_UP 10",
  })
  void anAttemptThatIsRecordedLateChangesNothingThatALaterOneHasSettled(
      String first, String then, String expected) {
    results.finish(id, json(60), Optional.of(RECEIVER));
    var memory = new MemoryResults();
    memory.finish(id, json(60), Optional.of(RECEIVER));
    var known = state(expected);

    for (var webhooks : List.of(new WebhookStates(redis), memory)) {
      webhooks.record(id, WebhookId.of(json(60)), state(first));
      webhooks.record(id, WebhookId.of(json(60)), state(then));

      var webhook = webhooks.find(id).orElseThrow();
      assertThat(webhook.isPending()).isEqualTo(known.phase() == WebhookState.Phase.PENDING);
      assertThat(webhook.attempts()).isEqualTo(known.attempts());
    }
    assertThat(results.load(id).orElseThrow().webhook())
        .hasValueSatisfying(json -> assertThat(json).isEqualTo(known.json()));
  }

  private static WebhookState state(String text) {
    var parts = text.split(" ", 2);
    return new WebhookState(
        WebhookState.Phase.valueOf(parts[0]),
        Integer.parseInt(parts[1]),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void readingDoesNotShortenTheLifeOfAResult() {
    results.finish(id, json(60), Optional.empty());
    try (var direct = new Jedis(server.uri())) {
      for (int i = 0; i < 10; i++) {
        results.find(id, VIEWER);
        results.load(id);
      }
      assertThat(direct.ttl(Keys.result(id))).isBetween(3590L, 3600L);
    }
  }

  /** A cluster refuses a script whose keys do not lie in one slot. */
  @Test
  void theScriptsRunOnARedisCluster(@TempDir Path other) {
    try (var cluster =
        new RedisServer(
            other, "--cluster-enabled", "yes", "--cluster-require-full-coverage", "no")) {
      try (var admin = new Jedis(cluster.uri())) {
        admin.clusterAddSlotsRange(0, 16_383);
      }
      var client = new Redis(cluster.address());
      await().atMost(Duration.ofSeconds(20)).until(() -> client.condition() == Condition.WORKS);
      var states = new JobStates(client, new StoreSpace(client), settings);
      var store = new ResultStore(client, settings, new KeptResults(client, settings));
      var body = json(10);

      var description = new JobDescription("c", Encoding.UTF8, 1, "name:eva");
      var start = new StartRequest(id, UUID.randomUUID(), BodyHash.of(body), 0, Instant.EPOCH, 0);

      states.create(id, body, description, Instant.EPOCH);
      states.start(start);
      states.backInQueue(id, 1);
      states.start(start);
      states.describe(id, description);
      var log = new EventStore(client);
      assertThat(log.read(id, VIEWER, EventId.START)).isInstanceOf(EventLog.Page.Known.class);
      var event = new LoggedEvent(LoggedEvent.Kind.CASE, 0, json(10));
      assertThat(states.progress(id, 1, 1, List.of(event))).isEqualTo(new JobSignals(true, false));
      assertThat(store.find(id, VIEWER)).isEqualTo(new Lookup.InProgress("Processing", 1, 1));
      assertThat(store.finish(id, json(10), Optional.empty())).isTrue();
      assertThat(store.find(id, VIEWER)).isInstanceOf(Lookup.Finished.class);
      client.close();
    }
  }

  @Test
  void whatIsSomebodysIsShownToNobodyElse() {
    var states = new JobStates(redis, new StoreSpace(redis), settings);
    var description = new JobDescription("c", Encoding.UTF8, 1, "name:eva");
    states.create(id, new byte[0], description, Instant.now());

    assertThat(results.find(id, named("eva"))).isInstanceOf(Lookup.InProgress.class);
    assertThat(results.find(id, named("adam"))).isEqualTo(new Lookup.Unknown());
    results.finish(id, json(10), Optional.empty());
    assertThat(results.find(id, named("eva"))).isInstanceOf(Lookup.Finished.class);
    assertThat(results.find(id, named("adam"))).isEqualTo(new Lookup.Unknown());
    assertThat(results.find(id, named("ops", Caller.Scope.ADMIN)))
        .isInstanceOf(Lookup.Finished.class);
  }

  @Test
  void theOwnerIsKnownAsLongAsTheResult() {
    var weeks = Settings.of(Map.of("RESULT_TTL", "604800", "TASK_TTL", "1")::get);
    var states = new JobStates(redis, new StoreSpace(redis), weeks);
    states.create(
        id, new byte[0], new JobDescription("c", Encoding.UTF8, 1, "name:eva"), Instant.now());

    new ResultStore(redis, weeks, new KeptResults(redis, weeks))
        .finish(id, json(10), Optional.empty());

    try (var jedis = new Jedis(server.uri())) {
      assertThat(jedis.pttl(Keys.state(id)))
          .isGreaterThanOrEqualTo(jedis.pttl(Keys.result(id)) - 1000);
    }
  }

  private static Caller named(String name, Caller.Scope... scopes) {
    return new Caller(Optional.of(name), "192.0.2.7", Set.of(scopes));
  }
}
