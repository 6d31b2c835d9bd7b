package evalx.redis;

import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A real master with a replica and three Sentinels, for tests. */
public final class RedisSentinels implements AutoCloseable {
  private static final int SENTINELS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<Integer> ports = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final RedisServer master;
  private final RedisServer replica;

  /**
   * @param options of both servers
   */
  public RedisSentinels(Path folder, String... options) {
    try {
      master = new RedisServer(Files.createDirectory(folder.resolve("master")), options);
      var replicas = new ArrayList<>(List.of(options));
      replicas.addAll(List.of("--replicaof", "127.0.0.1 " + master.uri().getPort()));
      replica =
          new RedisServer(
              Files.createDirectory(folder.resolve("replica")), replicas.toArray(String[]::new));
      for (int i = 0; i < SENTINELS; i++) {
        start(Files.createDirectory(folder.resolve("sentinel-" + i)));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    await("the Sentinels").atMost(LIMIT).until(() -> ports.stream().allMatch(this::knowsAll));
  }

  private void start(Path folder) throws IOException {
    var port = FreePort.next();
    var configuration =
        """
        port %d
        bind 127.0.0.1
        dir %s
        sentinel monitor jobs 127.0.0.1 %d 2
        sentinel down-after-milliseconds jobs 2000
        sentinel failover-timeout jobs 10000
        """
            .formatted(port, folder, master.uri().getPort());
    var file = Files.writeString(folder.resolve("sentinel.conf"), configuration);
    processes.add(
        new ProcessBuilder("redis-server", file.toString(), "--sentinel")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start());
    ports.add(port);
  }

  private boolean knowsAll(int port) {
    try (var sentinel = new Jedis("127.0.0.1", port)) {
      return sentinel.sentinelReplicas("jobs").size() == 1
          && sentinel.sentinelSentinels("jobs").size() == SENTINELS - 1;
    } catch (JedisException e) {
      return false;
    }
  }

  /** The URL by which the Sentinels are asked for the master. */
  public String url() {
    return ports.stream()
        .map(port -> "127.0.0.1:" + port)
        .collect(Collectors.joining(",", "redis-sentinel://", "/jobs"));
  }

  /** Kills the first master as a crash would; the Sentinels make the replica the master. */
  public void killMaster() {
    master.kill();
  }

  /** The server that is no master until the first one is killed. */
  RedisServer replica() {
    return replica;
  }

  /** Ends one Sentinel. */
  void killSentinel(int sentinel) {
    end(processes.get(sentinel));
  }

  private static void end(Process process) {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(RedisSentinels::end);
    master.close();
    replica.close();
  }
}
