package evalx.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Three masters and a replica; the last test kills one. */
@TestMethodOrder(OrderAnnotation.class)
class ClusterServersTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Script COUNT = Script.of("return redis.call('INCR', KEYS[1])");
  private static final Script SET = Script.of("redis.call('SET', KEYS[1], ARGV[1])").repeatable();

  @TempDir static Path folder;
  private static RedisCluster cluster;
  private static Redis redis;

  @BeforeAll
  static void start() {
    cluster = new RedisCluster(folder);
    redis = new Redis(cluster.address());
  }

  @AfterAll
  static void stop() {
    redis.close();
    cluster.close();
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  @Order(1)
  void eachKeyIsKeptByOneOfTheServers() {
    assertThat(redis.condition()).isEqualTo(Condition.WORKS);
    for (int i = 0; i < 100; i++) {
      redis.run(SET, List.of("key-" + i), i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(text(redis.get("key-" + i))).isEqualTo(Integer.toString(i));
      assertThat(redis.run(COUNT, List.of("count-" + i))).isEqualTo(1L);
    }
    var sizes = redis.nodes().stream().map(n -> n.run(Script.of("return redis.call('DBSIZE')")));
    assertThat(sizes.map(Long.class::cast)).hasSize(3).allMatch(size -> size > 20);
    for (int i = 0; i < 100; i++) {
      assertThat(redis.delete("key-" + i)).isTrue();
    }
    assertThat(redis.facts().version()).startsWith("7");
    assertThat(redis.connections().idle()).isPositive();
  }

  @Test
  @Order(2)
  void keysThatNoServerHasTogetherAreRefusedByEveryRedis(@TempDir Path other) {
    try (var server = new RedisServer(other)) {
      var single = new Redis(server.address());
      assertThatThrownBy(() -> single.run(SET, List.of("a", "b"), 1))
          .isInstanceOf(IllegalArgumentException.class);
      single.run(SET, List.of("a:{x}", "b:{x}"), 1);
      single.close();
    }
    redis.run(SET, List.of("a:{x}", "b:{x}"), 1);
  }

  @Test
  @Order(3)
  void whatOneServerIsToldAllListenersHear() {
    var heard = new CopyOnWriteArrayList<String>();
    var connected = new AtomicInteger();
    var subscription = redis.subscription("evalx:news", connected::incrementAndGet, heard::add);
    var listener = new Thread(subscription::listen);
    listener.start();
    await().atMost(LIMIT).until(() -> connected.get() == 1);

    redis.publish("evalx:news", "hello");
    var tell = Script.of("redis.call('PUBLISH', 'evalx:news', ARGV[1])");
    for (String key : List.of("a", "b", "c", "d", "e")) {
      redis.run(tell, List.of(key), key);
    }

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(heard).containsExactlyInAnyOrder("hello", "a", "b", "c", "d", "e"));
    subscription.close();
    await().atMost(LIMIT).until(() -> !listener.isAlive());
  }

  @Test
  @Order(4)
  void aSlotThatMovesIsFollowedAndNoScriptRunsTwice() {
    var slot = JedisClusterCRC16.getSlot("moving");
    assertThat(redis.run(COUNT, List.of("moving"))).isEqualTo(1L);
    var from = slot * 3 / 16_384;
    var to = (from + 1) % 3;
    try (var source = cluster.admin(from);
        var target = cluster.admin(to)) {
      var sourceId = source.clusterMyId();
      var targetId = target.clusterMyId();
      target.clusterSetSlotImporting(slot, sourceId);
      source.clusterSetSlotMigrating(slot, targetId);
      source.migrate("127.0.0.1", cluster.port(to), "moving", 0, 5000);

      assertThat(redis.run(COUNT, List.of("moving"))).isEqualTo(2L);

      target.clusterSetSlotNode(slot, targetId);
      source.clusterSetSlotNode(slot, targetId);
      assertThat(redis.run(COUNT, List.of("moving"))).isEqualTo(3L);
    }
  }

  @Test
  @Order(5)
  void theReplicaOfAKilledMasterTakesItsPlace() {
    var caches = new CacheRedis(Optional.of(cluster.address()));
    for (int i = 0; i < 30; i++) {
      redis.run(SET, List.of("kept-" + i), i);
    }
    try (var replica = cluster.admin(3)) {
      await().atMost(LIMIT).until(() -> replica.dbSize() > 5);
    }

    cluster.killFirst();

    await().atMost(LIMIT).until(() -> hasAll("kept-"));
    assertThat(redis.condition()).isEqualTo(Condition.WORKS);
    await().atMost(LIMIT).until(() -> caches.onEachNode(node -> node).size() == 3);
    caches.close();
  }

  private static boolean hasAll(String prefix) {
    try {
      for (int i = 0; i < 30; i++) {
        if (redis.get(prefix + i) == null) {
          return false;
        }
      }
      redis.run(SET, List.of("all"), 1);
      return true;
    } catch (RedisAway e) {
      return false;
    }
  }
}
