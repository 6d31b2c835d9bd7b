package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.FakeSandbox;
import evalx.node.DataDisk;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.sandbox.Drivers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class NodeProbeTest {
  @TempDir Path folder;

  private final FakeSandbox sandbox = new FakeSandbox();
  private RedisServer server;
  private Redis redis;

  @BeforeEach
  void start() {
    server = new RedisServer(folder);
    redis = new Redis(server.address());
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  private NodeProbe probe(Path data) {
    return new NodeProbe(redis, new Drivers(List.of(sandbox)), new DataDisk(data));
  }

  private void maxMemory(String bytes) {
    try (var admin = new Jedis(server.uri())) {
      admin.configSet("maxmemory", bytes);
    }
  }

  @Test
  void jobsAreTakenWhileAllIsThere() {
    assertThat(probe(folder).look()).isEmpty();
  }

  /** A job could not even be said to run. */
  @Test
  void aRedisThatRefusesResultsIsAnOutageUntilItHasRoomAgain() {
    maxMemory("1");
    assertThat(probe(folder).look()).contains("Redis has no memory left");

    maxMemory("0");
    assertThat(probe(folder).look()).isEmpty();
  }

  @Test
  void anythingThatJobsNeedIsMissedByItsName() {
    // proc has no room at all
    assertThat(probe(Path.of("/proc/nothing")).look())
        .contains("the disk of /proc/nothing is full");

    sandbox.away = true;
    assertThat(probe(folder).look().orElseThrow()).startsWith("the sandbox is away");

    server.close();
    assertThat(probe(folder).look()).contains("Redis is away");
  }
}
