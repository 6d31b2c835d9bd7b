package evalx.redis;

import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import evalx.config.RedisAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** A real Redis Cluster of three masters for tests, with a replica of the first. */
public final class RedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<RedisServer> servers = new ArrayList<>();

  /**
   * @param options of all servers
   */
  public RedisCluster(Path folder, String... options) {
    try {
      for (int i = 0; i <= MASTERS; i++) {
        servers.add(server(Files.createDirectory(folder.resolve("server-" + i)), options));
      }
      join();
    } catch (IOException | RuntimeException e) {
      close();
      throw new IllegalStateException(e);
    }
  }

  private static RedisServer server(Path folder, String... options) {
    var all = new ArrayList<>(List.of("--cluster-enabled", "yes"));
    all.addAll(List.of("--cluster-port", Integer.toString(FreePort.next())));
    all.addAll(List.of("--cluster-node-timeout", "2000"));
    all.addAll(List.of(options));
    return new RedisServer(folder, all.toArray(String[]::new));
  }

  private void join() {
    for (int i = 0; i < servers.size(); i++) {
      try (var server = admin(i)) {
        server.clusterSetConfigEpoch(i + 1);
        if (i < MASTERS) {
          server.clusterAddSlotsRange(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS - 1);
        }
        for (RedisServer other : servers.subList(0, i)) {
          server.sendCommand(
              Protocol.Command.CLUSTER,
              "MEET",
              "127.0.0.1",
              Integer.toString(other.uri().getPort()),
              Integer.toString(other.clusterPort()));
        }
      }
    }
    await("the cluster").atMost(LIMIT).until(() -> masters().allMatch(RedisCluster::works));
    try (var first = admin(0);
        var replica = admin(MASTERS)) {
      replica.clusterReplicate(first.clusterMyId());
      await("the replica").atMost(LIMIT).until(() -> isLinked(replica));
    }
  }

  private static boolean isLinked(Jedis replica) {
    return replica.info("replication").contains("master_link_status:up");
  }

  /** Whether a server knows all others, and an owner of each slot. */
  private static boolean works(RedisServer server) {
    try (var jedis = new Jedis(server.uri())) {
      var info = jedis.clusterInfo();
      return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:4");
    }
  }

  private Stream<RedisServer> masters() {
    return servers.subList(0, MASTERS).stream();
  }

  /** A connection to one server; the last one is the replica of the first. */
  Jedis admin(int server) {
    return new Jedis(servers.get(server).uri());
  }

  int port(int server) {
    return servers.get(server).uri().getPort();
  }

  /** Kills the first master as a crash would; its replica takes its place. */
  public void killFirst() {
    servers.get(0).kill();
  }

  /** The URL of its masters. */
  public String url() {
    return IntStream.range(0, MASTERS)
        .mapToObj(i -> "127.0.0.1:" + port(i))
        .collect(Collectors.joining(",", "redis-cluster://", ""));
  }

  public RedisAddress address() {
    return Addresses.of(url());
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
