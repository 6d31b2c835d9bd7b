package evalx.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class RedisTest {
  private static final Script COUNT = Script.of("return redis.call('INCR', KEYS[1])");
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Deadlines DEADLINES = new Deadlines(SHORT, SHORT, SHORT, SHORT);

  @TempDir static Path folder;

  /** Fills the pool with connections, all of which work. */
  private static void connectOften(Redis redis) throws InterruptedException, ExecutionException {
    var threads = Executors.newFixedThreadPool(20);
    var asking = new ArrayList<Callable<byte[]>>();
    for (int i = 0; i < 2000; i++) {
      asking.add(() -> redis.get("key"));
    }
    for (var asked : threads.invokeAll(asking)) {
      asked.get();
    }
    threads.shutdown();
  }

  @Test
  void noReadFailsBecauseRedisWasRestarted() throws Exception {
    try (var server = new RedisServer(folder)) {
      var redis = new Redis(server.address());
      connectOften(redis);

      server.kill();
      server.start();

      assertThat(redis.get("key")).isNull();
      connectOften(redis);
      server.kill();
      server.start();
      assertThat(redis.run(COUNT.repeatable(), List.of("n"))).isEqualTo(1L);
      redis.close();
    }
  }

  /** It is unknown whether the command has run. */
  @Test
  void aScriptThatMayNotRunTwiceIsNotSentTwice() throws Exception {
    try (var server = new RedisServer(folder)) {
      var redis = new Redis(server.address());
      connectOften(redis);
      server.kill();
      server.start();

      assertThatThrownBy(() -> redis.run(COUNT, List.of("n"))).isInstanceOf(RedisAway.class);
      redis.close();
    }
  }

  @Test
  void aRedisThatHangsIsNotAskedTwice() {
    try (var server = FakeServer.answering(FakeServer.NOTHING)) {
      var redis = new Redis(server.address(), DEADLINES);

      assertThatThrownBy(() -> redis.get("key")).isInstanceOf(RedisAway.class);

      assertThat(server.commands).filteredOn(command -> command.contains("key")).hasSize(1);
      redis.close();
    }
  }

  /** As Redis 6 says it within a script. */
  @Test
  void aFullRedisIsKnownByWhatItsScriptsSay() {
    var error =
        "-ERR Error running script (call to f_1): @user_script:1: @user_script: 1: "
            + "-OOM command not allowed when used memory > 'maxmemory'.\r\n";
    try (var server = FakeServer.answering(error)) {
      var redis = new Redis(server.address());

      assertThatThrownBy(() -> redis.run(COUNT, List.of("n"))).isInstanceOf(RedisFull.class);
      assertThat(redis.condition()).isEqualTo(Condition.FULL);
      redis.close();
    }
  }

  /** A command lies in memory before Redis looks whether it has some left. */
  @Test
  void aLargeWriteMayFindNoRoomWhereASmallOneDoes() {
    try (var server = new RedisServer(folder)) {
      var redis = new Redis(server.address());
      redis.condition();
      try (var admin = new Jedis(server.uri())) {
        admin.configSet("maxmemory", Long.toString(redis.facts().usedMemory() + (1 << 20)));
      }
      var keep = Script.of("return redis.call('SET', KEYS[1], ARGV[1])");

      assertThatThrownBy(() -> redis.run(keep, List.of("large"), new byte[4 << 20]))
          .isInstanceOf(RedisFull.class);
      // With its connection goes what it has sent.
      redis.close();
      var other = new Redis(server.address());
      await().until(other::condition, Condition.WORKS::equals);
      other.close();
    }
  }

  @Test
  void aRedisThatLoadsItsDataIsAway() {
    try (var server = FakeServer.answering("-LOADING Redis is loading the dataset\r\n")) {
      var redis = new Redis(server.address());

      assertThat(redis.condition()).isEqualTo(Condition.AWAY);
      redis.close();
    }
  }

  @Test
  void unfitSettingsAreNamed() {
    try (var server = new RedisServer(folder, "--maxmemory-policy", "allkeys-lru")) {
      var redis = new Redis(server.address());

      assertThat(redis.facts().problems())
          .hasSize(2)
          .anySatisfy(problem -> assertThat(problem).contains("maxmemory is 0"))
          .anySatisfy(problem -> assertThat(problem).contains("noeviction"));
      redis.close();
    }
    assertThat(new RedisFacts("6.2.14", 1, 100, "noeviction", 0).problems())
        .singleElement()
        .asString()
        .contains("6.2.14");
    assertThat(new RedisFacts("7.0.15", 1, 100, "noeviction", 0).problems()).isEmpty();
    assertThat(new RedisFacts("", 1, 100, "", 0).problems()).isEmpty();
  }
}
