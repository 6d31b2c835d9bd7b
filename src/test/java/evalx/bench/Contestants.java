package evalx.bench;

import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spools;
import evalx.sandbox.daemon.IsolateDaemon;
import evalx.sandbox.daemon.NativeSandbox;
import evalx.sandbox.docker.DockerSandbox;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All sandboxes that this machine has; a note says of the others why they were not measured. */
final class Contestants implements AutoCloseable {
  /** Root's boxes must lie where only root can move them. */
  private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

  private static final String UIDS = "60600-60699";
  private static final int NATIVE_RUNS = 2000;
  private static final int DOCKER_RUNS = 200;

  private final int parallel;
  private final Notes notes;
  private final List<Contestant> all = new ArrayList<>();
  private final IsolateDaemon daemon = new IsolateDaemon(UIDS);
  private final Folder folder;

  Contestants(int parallel, Notes notes) {
    this.parallel = parallel;
    this.notes = notes;
    this.folder = IS_ROOT ? Folder.make(Path.of("/run")) : Folder.make();
    try {
      all.add(new BareContestant(parallel));
      var sandbox = new NativeSandbox(daemon.socket(), parallel, Spools.temporary());
      all.add(new DriverContestant(sandbox, NATIVE_RUNS, parallel));
      all.add(LoopContestant.daemon(daemon.socket(), parallel));
      addCommandLines();
      addDocker();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  List<Contestant> all() {
    return all;
  }

  private void missing(String name, String why) {
    notes.add(name + " was not measured: " + why);
  }

  private void addCommandLines() {
    if (!IS_ROOT) {
      missing("isolate", "its command line is for root, or must be set-user-ID");
      return;
    }
    var config =
        folder.write(
            "isolate.conf",
            "box_root = %1$s/boxes\nlock_root = %1$s/locks\nfirst_uid = 60700\nfirst_gid = 60700\n"
                .formatted(folder.path()));
    add("isolate", SpawnLoop.BUILD.resolve("evalx-isolate"), config);
    onPath("isolate")
        .filter(file -> !version(file).startsWith("evalx-isolate"))
        .ifPresentOrElse(
            file -> add("upstream's isolate", file, config),
            () -> missing("upstream's isolate", "none is on the PATH"));
  }

  /** Without control groups, and with them where they are. */
  private void add(String name, Path isolate, Path config) {
    all.add(LoopContestant.cycle(name, isolate, config, Optional.empty(), parallel));
    var groups =
        LoopContestant.cycle(name + " --cg", isolate, config, Optional.of("--cg"), parallel);
    try {
      groups.rate(parallel);
      all.add(groups);
    } catch (BenchFailure e) {
      missing(groups.name(), e.getMessage().strip());
    }
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String version(Path isolate) {
    return String.join(
        "\n", SpawnLoop.output(List.of(isolate.toString(), "--version"), SpawnLoop.BUILD));
  }

  private void addDocker() {
    var host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    var image = System.getenv().getOrDefault("DOCKER_IMAGES", "evalx-box").split("[,\\s]", 2)[0];
    var store = folder.path().resolve("store");
    var sandbox = new DockerSandbox(URI.create(host), Map.of("", image), "bench", store, parallel);
    try {
      sandbox.info();
      all.add(new DriverContestant(sandbox, DOCKER_RUNS, parallel));
    } catch (SandboxUnavailable | SandboxFailure e) {
      missing("docker", e.getMessage());
      sandbox.close();
    }
  }

  @Override
  public void close() {
    all.forEach(Contestant::close);
    daemon.close();
    folder.close();
  }
}
