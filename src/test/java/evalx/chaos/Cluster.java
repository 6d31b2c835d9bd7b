package evalx.chaos;

import evalx.chaos.Fault.Kind;
import evalx.chaos.Fault.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Two API nodes and three workers around a hub. */
final class Cluster implements AutoCloseable {
  static final List<String> APIS = List.of("api-1", "api-2");
  static final List<String> WORKERS = List.of("worker-1", "worker-2", "worker-3");

  /** Small disks, in MiB, under the folders of what is in them. */
  private static final Map<String, Integer> DISKS =
      Map.of("worker-3", 700, "journal", 300, "redis", 128);

  private final Path folder;
  private final Network network = new Network();
  private final Hub hub;
  private final Map<String, Node> nodes = new HashMap<>();
  private final List<String> mounted = new ArrayList<>();

  Cluster(Path folder, Hub hub) {
    this.folder = folder;
    this.hub = hub;
  }

  /** What can go wrong here, by kinds of targets that are alike. */
  static List<List<Target>> targets() {
    return List.of(
        targets(Kind.KILL, "server", APIS),
        targets(Kind.KILL, "server", WORKERS),
        targets(Kind.KILL, "sandbox", WORKERS),
        targets(Kind.KILL, "", List.of("broker")),
        targets(Kind.KILL, "", List.of("redis")),
        targets(Kind.STOP, "server", APIS),
        targets(Kind.STOP, "server", WORKERS),
        targets(Kind.STOP, "sandbox", WORKERS),
        targets(Kind.STOP, "", List.of("broker")),
        targets(Kind.STOP, "", List.of("redis")),
        targets(Kind.FILL, "disk", List.of("worker-3")),
        targets(Kind.FILL, "disk", List.of("broker")),
        targets(Kind.FILL, "disk", List.of("redis")),
        targets(Kind.CUT, "network", APIS),
        targets(Kind.CUT, "network", WORKERS));
  }

  private static List<Target> targets(Kind kind, String part, List<String> nodes) {
    return nodes.stream().map(node -> new Target(kind, node, part)).toList();
  }

  void start(Map<String, String> more) {
    DISKS.forEach(this::mount);
    hub.start();
    var pool = Executors.newFixedThreadPool(APIS.size() + WORKERS.size());
    try {
      var starts = new ArrayList<Future<?>>();
      for (String name : Stream.concat(WORKERS.stream(), APIS.stream()).toList()) {
        var node = new Node(name, folder.resolve(name).resolve("state"), network);
        nodes.put(name, node);
        var settings = new HashMap<>(hub.settings());
        settings.putAll(more);
        settings.put("ROLE", name.startsWith("api") ? "api" : "worker");
        starts.add(pool.submit(() -> node.up(settings)));
      }
      for (var start : starts) {
        start.get();
      }
    } catch (ExecutionException e) {
      throw new ChaosFailure("a node does not start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosFailure("interrupted");
    } finally {
      pool.shutdownNow();
    }
  }

  private void mount(String name, int mib) {
    try {
      var disk = Files.createDirectories(folder.resolve(name)).toString();
      Command.run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + mib + "m", "evalx-chaos", disk);
      mounted.add(disk);
    } catch (IOException e) {
      throw new ChaosFailure("no folder for the disk of " + name, e);
    }
  }

  Network network() {
    return network;
  }

  Hub hub() {
    return hub;
  }

  List<Http> apis(String token) {
    return APIS.stream().map(name -> new Http(nodes.get(name).url(), token)).toList();
  }

  List<Node> workers() {
    return WORKERS.stream().map(nodes::get).toList();
  }

  /** The process that a fault is meant for, while it lives. */
  OptionalLong pid(Target target) {
    var node = nodes.get(target.node());
    return node == null ? OptionalLong.of(hub.pid(target.node())) : node.pid(target.part());
  }

  /** Where the file lies that fills a disk. */
  Path filler(Target target) {
    return folder.resolve(target.node().replace("broker", "journal")).resolve("filler");
  }

  /** Ends all nodes and the hub. */
  void end() {
    var ends = new ArrayList<Runnable>();
    nodes.values().forEach(node -> ends.add(node::down));
    ends.add(hub::close);
    inTurn(ends);
  }

  /** Removes the disks and the networks, after the end. */
  @Override
  public void close() {
    var ends = new ArrayList<Runnable>();
    mounted.forEach(disk -> ends.add(() -> Command.run("umount", disk)));
    ends.add(network::close);
    inTurn(ends);
  }

  /** Does all, also when some fail; the last failure is thrown. */
  private static void inTurn(List<Runnable> ends) {
    ChaosFailure failure = null;
    for (var end : ends) {
      try {
        end.run();
      } catch (ChaosFailure e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
