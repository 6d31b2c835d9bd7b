package evalx.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Redis, with another for the caches: one server, or a master with a replica and Sentinels. */
final class ChaosRedis implements AutoCloseable {
  private static final int PORT = 6390;
  private static final int CACHE_PORT = 6391;
  private static final int REPLICA_PORT = 6392;
  private static final List<Integer> SENTINELS = List.of(26379, 26380, 26381);
  private static final String NAME = "jobs";

  private final Path folder;
  private final boolean watched;
  private final Map<Integer, Supervised> processes = new LinkedHashMap<>();

  /**
   * @param folder has the folder redis, whose disk may be filled
   * @param watched whether Sentinels make a replica the master when that is away
   */
  ChaosRedis(Path folder, boolean watched) {
    this.folder = folder;
    this.watched = watched;
  }

  void start() {
    launch("cache", CACHE_PORT, Supervised.SOON, List.of("appendonly no", policy("allkeys-lru")));
    var kept = List.of("appendonly yes", policy("noeviction"));
    launch("redis", PORT, watched ? Supervised.LATER : Supervised.SOON, kept);
    if (watched) {
      var copied = new ArrayList<>(kept);
      copied.add("replicaof " + Network.HUB + " " + PORT);
      launch("redis-replica", REPLICA_PORT, Supervised.LATER, copied);
      SENTINELS.forEach(this::launchSentinel);
      SENTINELS.forEach(port -> Hub.await("a Sentinel", () -> knowsAll(port)));
    }
  }

  private static String policy(String name) {
    return "maxmemory 200mb\nmaxmemory-policy " + name;
  }

  /** A file, because Sentinels write into it who is the master. */
  private void launch(String name, int port, Duration pause, List<String> lines) {
    var all = new ArrayList<>(List.of("save \"\""));
    all.addAll(lines);
    start(name, port, pause, all, List.of());
    Hub.await(name, () -> Hub.listens(port));
  }

  private void launchSentinel(int port) {
    var lines =
        List.of(
            "sentinel monitor %s %s %d 2".formatted(NAME, Network.HUB, PORT),
            "sentinel down-after-milliseconds " + NAME + " 2000",
            "sentinel failover-timeout " + NAME + " 10000");
    start("sentinel-" + port, port, Supervised.SOON, lines, List.of("--sentinel"));
  }

  private void start(
      String name, int port, Duration pause, List<String> lines, List<String> options) {
    var command = new ArrayList<>(List.of("redis-server", file(name, port, lines).toString()));
    command.addAll(options);
    var log = folder.resolve(name + ".log");
    processes.put(port, new Supervised(log, command, () -> Hub.listens(port), pause));
  }

  private Path file(String name, int port, List<String> lines) {
    try {
      var own = Files.createDirectories(folder.resolve(name));
      var all = new ArrayList<>(List.of("port " + port, "bind " + Network.HUB));
      all.addAll(List.of("protected-mode no", "dir " + own));
      all.addAll(lines);
      return Files.write(own.resolve("redis.conf"), all);
    } catch (IOException e) {
      throw new ChaosFailure("no folder for " + name, e);
    }
  }

  private static boolean knowsAll(int port) {
    try (var sentinel = new Jedis(Network.HUB, port)) {
      return sentinel.sentinelReplicas(NAME).size() == 1
          && sentinel.sentinelSentinels(NAME).size() == SENTINELS.size() - 1;
    } catch (JedisException e) {
      return false;
    }
  }

  /** Where the server listens that takes what is written. */
  int port() {
    if (!watched) {
      return PORT;
    }
    try (var sentinel = new Jedis(Network.HUB, SENTINELS.get(0))) {
      return Integer.parseInt(sentinel.sentinelGetMasterAddrByName(NAME).get(1));
    } catch (JedisException e) {
      throw new ChaosFailure("a Sentinel does not answer", e);
    }
  }

  /** The process of that server. */
  long pid() {
    return processes.get(port()).pid();
  }

  Map<String, String> settings() {
    var sentinels =
        SENTINELS.stream()
            .map(port -> Network.HUB + ":" + port)
            .collect(Collectors.joining(",", "redis-sentinel://", "/" + NAME));
    return Map.of(
        "REDIS_URL",
        watched ? sentinels : "redis://" + Network.HUB + ":" + PORT,
        "CACHE_REDIS_URL",
        "redis://" + Network.HUB + ":" + CACHE_PORT);
  }

  @Override
  public void close() {
    processes.values().forEach(Supervised::close);
  }
}
