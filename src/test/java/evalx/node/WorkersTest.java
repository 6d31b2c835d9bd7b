package evalx.node;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.redis.Redis;
import evalx.redis.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class WorkersTest {
  private static final WorkerReport OURS =
      new WorkerReport(
          "ours",
          Map.of("native", Map.of("c", List.of("14.2.0"))),
          Map.of(),
          Map.of(),
          Set.of("c"),
          Set.of("native"));

  @TempDir static Path folder;

  @Test
  void aWorkerKnowsWhetherItIsTheOnlyOne() {
    try (var server = new RedisServer(folder);
        var direct = new Jedis(server.uri())) {
      var redis = new Redis(server.address());
      var workers = new Workers(redis);
      assertThat(workers.areAlive()).as("before it has looked").isTrue();

      workers.publish(OURS);
      assertThat(workers.areAlive()).isFalse();

      direct.zadd("evalx:{workers}", 1e12, "evalx:{workers}:another");
      workers.publish(OURS);
      assertThat(workers.areAlive()).isTrue();
      redis.close();
    }
  }

  @Test
  void aReportThatCannotBeReadHidesNoOther() {
    try (var server = new RedisServer(folder);
        var direct = new Jedis(server.uri())) {
      var redis = new Redis(server.address());
      var workers = new Workers(redis);
      workers.publish(OURS);
      for (String report :
          new String[] {
            "{\"id\":\"newer\",\"drivers\":{\"native\":{\"cpp\":\"15.1\"}},"
                + "\"failures\":{},\"novelty\":{\"of\":1}}",
            "{\"id\":\"other\"}",
            "{\"drivers\":[]}",
            "null",
            "no JSON"
          }) {
        var key = "evalx:{workers}:" + Integer.toHexString(report.hashCode());
        direct.set(key, report);
        direct.zadd("evalx:{workers}", 1e12, key);
      }

      assertThat(workers.alive()).extracting(WorkerReport::id).containsOnly("ours", "newer");
      assertThat(workers.alive()).contains(OURS);
      assertThat(workers.alive())
          .filteredOn(report -> report.id().equals("newer"))
          .allSatisfy(older -> assertThat(older.expected()).isEmpty())
          .allSatisfy(older -> assertThat(older.fileGivers()).containsExactly("native"));
      redis.close();
    }
  }
}
