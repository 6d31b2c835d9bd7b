package evalx.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class SentinelServersTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Script ADD = Script.of("return redis.call('INCR', KEYS[1])");

  @Test
  void theMasterIsFollowedWhenItFails(@TempDir Path folder) {
    try (var servers = new RedisSentinels(folder)) {
      var redis = new Redis(Addresses.of(servers.url()));
      assertThat(redis.run(ADD, List.of("n"))).isEqualTo(1L);
      assertThat(redis.condition()).isEqualTo(Condition.WORKS);
      var heard = new CopyOnWriteArrayList<String>();
      var connected = new AtomicInteger();
      var subscription = redis.subscription("c", connected::incrementAndGet, heard::add);
      var listener = new Thread(() -> listenUntilClosed(subscription, heard));
      listener.start();
      await().atMost(LIMIT).until(() -> connected.get() == 1);
      try (var replica = new Jedis(servers.replica().uri())) {
        await().atMost(LIMIT).until(() -> "1".equals(replica.get("n")));
      }

      servers.killSentinel(0);
      servers.killMaster();

      assertThat(redis.condition()).isEqualTo(Condition.AWAY);
      await().atMost(LIMIT).until(() -> redis.condition() == Condition.WORKS);
      assertThat(redis.run(ADD, List.of("n"))).isEqualTo(2L);
      await().atMost(LIMIT).until(() -> connected.get() > 1);
      redis.publish("c", "end");
      await().atMost(LIMIT).until(() -> heard.contains("end"));
      subscription.close();
      redis.close();
    }
  }

  /** As {@code evalx.events} does it. */
  private static void listenUntilClosed(Subscription subscription, List<String> heard) {
    while (!heard.contains("end")) {
      try {
        subscription.listen();
      } catch (RedisAway e) {
        await().pollDelay(Duration.ofMillis(100)).until(() -> true);
      }
    }
  }

  @Test
  void withoutASentinelRedisIsAwayUntilOneAnswers() {
    var redis = new Redis(Addresses.of("redis-sentinel://127.0.0.1:1,127.0.0.1:2/jobs"));

    assertThat(redis.condition()).isEqualTo(Condition.AWAY);
    assertThatThrownBy(() -> redis.get("key"))
        .isInstanceOf(RedisAway.class)
        .hasMessageContaining("no Sentinel says where jobs is");
    assertThat(redis.connections()).isEqualTo(new Redis.Connections(0, 0, 0));
    redis.close();
  }
}
