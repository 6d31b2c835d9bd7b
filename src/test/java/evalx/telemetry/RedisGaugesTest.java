package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.node.WorkerReport;
import evalx.node.Workers;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.result.StoreSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisGaugesTest {
  private static final String[] UNKNOWN = {
    "evalx_redis_up 0.0",
    "evalx_redis_memory_bytes NaN",
    "evalx_redis_memory_limit_bytes NaN",
    "evalx_workers NaN"
  };

  @TempDir Path folder;
  private RedisServer server;
  private Redis redis;
  private Metrics metrics;
  private RedisGauges gauges;

  @BeforeEach
  void start() {
    server = new RedisServer(folder, "--maxmemory", "64mb");
    redis = new Redis(server.address());
    metrics = new Metrics();
    gauges = new RedisGauges(metrics, redis, new StoreSpace(redis), new Workers(redis));
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  private String sample() {
    gauges.sample();
    return Scraped.text(metrics);
  }

  @Test
  void tellsWhatRedisUsesAndWhichWorkersItKnows() {
    var report =
        new WorkerReport(
            "w",
            Map.of("native", Map.of("c", List.of("14.2.0"))),
            Map.of(),
            Map.of(),
            Set.of("c"),
            Set.of("native"));
    new Workers(redis).publish(report);

    assertThat(sample())
        .contains(
            "evalx_redis_up 1.0", "evalx_redis_memory_limit_bytes 6.7108864E7", "evalx_workers 1.0")
        .doesNotContain(UNKNOWN);
  }

  /** Else {@code max} over nodes would take what a node that is cut off has known last. */
  @Test
  void whileRedisIsAwayThereAreNoFigures() {
    assertThat(sample()).contains("evalx_redis_up 1.0", "evalx_workers 0.0");
    server.kill();

    assertThat(sample()).contains(UNKNOWN);

    server.start();
    assertThat(sample())
        .contains("evalx_redis_up 1.0", "evalx_workers 0.0")
        .doesNotContain(UNKNOWN);
  }

  @Test
  void beforeItHasLookedThereAreNone() {
    assertThat(Scraped.text(metrics)).contains(UNKNOWN);
  }
}
