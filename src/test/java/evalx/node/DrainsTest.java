package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.redis.Redis;
import evalx.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainsTest {
  @TempDir Path folder;

  @Test
  void aWorkerIsDrainedFromAnyNodeAndStaysSoWhileRedisIsAway() {
    try (var server = new RedisServer(folder)) {
      var redis = new Redis(server.address());
      var here = new Drains(redis);
      var there = new Drains(redis);
      assertThat(here.isDrained("worker-1")).isFalse();

      there.drain("worker-1");
      await().atMost(Duration.ofSeconds(20)).until(() -> here.isDrained("worker-1"));
      assertThat(here.isDrained("worker-2")).isFalse();

      there.undrain("worker-1");
      await().atMost(Duration.ofSeconds(20)).until(() -> !here.isDrained("worker-1"));

      there.drain("worker-1");
      await().atMost(Duration.ofSeconds(20)).until(() -> here.isDrained("worker-1"));
      server.kill();
      assertThat(here.isDrained("worker-1")).isTrue();
      redis.close();
    }
  }
}
