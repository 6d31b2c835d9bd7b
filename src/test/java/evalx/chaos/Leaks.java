package evalx.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;

/** What must not be left: while nothing runs any more, and after all has ended. */
final class Leaks {
  private static final String[] IN_WORK = {"evalx_boxes_in_use", "evalx_jobs_in_work"};
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final int DEPTH = 4;

  /** Keys that are one for all submissions, and bounded. */
  private static final Pattern SHARED =
      Pattern.compile("evalx:(probe|drained|\\{(workers|nodes|series)}|\\{[a-z]+}:entries).*");

  private final String token;
  private final Set<String> groupsBefore = groups();

  /**
   * @param token of an administrator
   */
  Leaks(String token) {
    this.token = token;
  }

  /** What is left of submissions that have all ended. */
  List<String> ofSubmissions(Cluster cluster, List<Http> apis) {
    var found = new ArrayList<String>();
    for (var api : apis) {
      found.addAll(look(() -> Unfinished.figures(api.text("/metrics"), "evalx_event_streams")));
    }
    found.addAll(look(() -> Unfinished.messages(apis.get(0).get("/admin/queues").body())));
    for (var worker : cluster.workers()) {
      var http = new Http(worker.url(), token);
      found.addAll(look(() -> Unfinished.figures(http.text("/metrics"), IN_WORK)));
      list(worker.state().resolve("sandbox/store/drafts"))
          .forEach(draft -> found.add("half an artifact of " + worker.name() + ": " + draft));
    }
    found.addAll(keys(cluster.hub().redisPort()));
    return found;
  }

  private interface Look {
    List<String> find() throws IOException;
  }

  private static List<String> look(Look look) {
    try {
      return look.find();
    } catch (IOException e) {
      return List.of("a node does not answer: " + e.getMessage());
    }
  }

  private static List<String> keys(int port) {
    var found = new ArrayList<String>();
    try (var redis = new Jedis(Network.HUB, port)) {
      var cursor = ScanParams.SCAN_POINTER_START;
      do {
        var page = redis.scan(cursor, new ScanParams().count(1000));
        cursor = page.getCursor();
        page.getResult().stream()
            .filter(key -> !SHARED.matcher(key).matches())
            .filter(key -> redis.pttl(key) == -1)
            .forEach(key -> found.add("a key that never expires: " + key));
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }
    return found;
  }

  /** What is left of a cluster whose nodes have ended; its networks are still there. */
  List<String> ofNodes(Network network, Path folder) {
    var found = new ArrayList<String>();
    network.processes().forEach(pid -> found.add("process " + pid + " in a node's network"));
    list(Path.of("/proc")).stream()
        .filter(name -> name.matches("[0-9]+"))
        .filter(pid -> mountsOf(pid).contains(folder.toString()))
        .forEach(pid -> found.add("process " + pid + " with mounts of a state"));
    var groups = new TreeSet<>(groups());
    groups.removeAll(groupsBefore);
    groups.stream().filter(Leaks::isFree).forEach(group -> found.add("control group " + group));
    return found;
  }

  /** The mounts that a process sees and this one does not. */
  private static String mountsOf(String pid) {
    try {
      var space = Files.readSymbolicLink(Path.of("/proc", pid, "ns/mnt"));
      return space.equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")))
          ? ""
          : Files.readString(Path.of("/proc", pid, "mountinfo"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** Whether no daemon has the user of a box, whose control group this is. */
  private static boolean isFree(String group) {
    try {
      var uid = group.substring(group.lastIndexOf("evalx-") + 6).replaceFirst("[^0-9].*", "");
      Command.run("flock", "-n", "/run/evalx-isolate/uid-" + uid, "true");
      return true;
    } catch (ChaosFailure e) {
      return false;
    }
  }

  private static Set<String> groups() {
    try (var all = Files.find(GROUPS, DEPTH, (path, about) -> isBox(path))) {
      return new TreeSet<>(all.map(Path::toString).toList());
    } catch (IOException e) {
      throw new ChaosFailure("the control groups cannot be listed", e);
    }
  }

  private static boolean isBox(Path path) {
    return path.getFileName().toString().matches("evalx-[0-9]+.*");
  }

  private static List<String> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
