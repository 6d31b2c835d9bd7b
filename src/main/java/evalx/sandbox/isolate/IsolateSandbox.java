package evalx.sandbox.isolate;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.LargeFile;
import evalx.sandbox.Lease;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spool;
import evalx.sandbox.artifacts.ArtifactFolder;
import evalx.sandbox.artifacts.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Boxes of a binary with isolate's command line. Each run has a box of its own, which is removed
 * afterwards.
 *
 * <p>stdin is an open file, stdout and stderr are pipes: except for the files to be collected,
 * nothing is read from a folder to which the program can write.
 */
public final class IsolateSandbox implements Sandbox {
  public static final String DRIVER = "isolate";

  private static final String STDIN = "stdin";
  private static final Duration FREE_TIME = Duration.ofSeconds(30);

  private final Path binary;
  private final Path scratch;
  private final ArtifactFolder artifacts;
  private final BlockingQueue<Integer> freeBoxes;
  private final ExecutorService readers;
  private final Spool spool;
  private final IsolateCommand command;
  private volatile @Nullable IsolateTool tool;

  /**
   * Starts nothing until it is first used.
   *
   * @param binary with isolate's command line, set-user-ID of root or called by root
   * @param firstBox first of {@code slots} box ids, which nothing else on this host may use
   * @param folder for artifacts and inputs
   * @param slots maximum number of runs at a time, at least 1
   */
  public IsolateSandbox(Path binary, int firstBox, Path folder, int slots) {
    this.binary = binary;
    this.artifacts = new ArtifactFolder(folder.resolve("artifacts"), 1L << 30, 1024);
    this.scratch = emptied(folder.resolve("runs"));
    this.freeBoxes = new ArrayBlockingQueue<>(slots, true);
    for (int i = 0; i < slots; i++) {
      freeBoxes.add(firstBox + i);
    }
    this.readers =
        Executors.newCachedThreadPool(
            task -> {
              var thread = new Thread(task, "sandbox-isolate");
              thread.setDaemon(true);
              return thread;
            });
    this.spool = new Spool(folder.resolve("spool"));
    this.command = new IsolateCommand(readers, spool);
  }

  private static Path emptied(Path folder) {
    try {
      Folders.delete(folder);
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the folder of runs", e);
    }
  }

  @Override
  public String driver() {
    return DRIVER;
  }

  @Override
  public SandboxInfo info() {
    var found = tool();
    var lacks = new ArrayList<String>();
    if (!found.hasGroups()) {
      lacks.add(
          "memory: no control group, limits the address space of each process instead, with which"
              + " neither Java nor Node.js works");
      lacks.add("CPU time: counted for each process, not for all of a run together");
    }
    lacks.add("files: each file is limited, but not all files in /box together");
    return new SandboxInfo(
        DRIVER,
        found.version(),
        !found.hasGroups() ? "none" : found.needsFirstGroups() ? "v1" : group(),
        false,
        lacks);
  }

  /** Our own binary works with both versions and takes the one with the memory controller. */
  private static String group() {
    return Files.exists(Path.of("/sys/fs/cgroup/memory")) ? "v1" : "v2";
  }

  /** The first call finds out what the binary can do, which needs a box. */
  private IsolateTool tool() {
    if (tool == null) {
      int box = takeBox();
      try {
        tool = IsolateTool.find(binary, command, box);
      } finally {
        freeBoxes.add(box);
      }
    }
    return tool;
  }

  @Override
  public ArtifactId store(List<ArtifactFile> files) {
    return artifacts.store(files);
  }

  @Override
  public ArtifactId store(List<ArtifactFile> files, List<LargeFile> large) {
    return artifacts.store(files, large);
  }

  @Override
  public Lease lease(ArtifactId id) {
    return artifacts.lease(id);
  }

  @Override
  public Optional<List<ArtifactFile>> fetch(ArtifactId id, long maxBytes) {
    return artifacts.fetch(id, maxBytes);
  }

  @Override
  public Optional<OutputDraft.Received> fetchFile(ArtifactId id, String name) {
    return artifacts.fetchFile(id, name, spool);
  }

  @Override
  public RunReport run(RunRequest request) {
    refuseNul(request);
    var found = tool();
    var stdin = request.largeStdin().map(content -> artifacts.store(STDIN, content));
    var leases =
        Stream.concat(request.artifact().stream(), stdin.stream()).map(artifacts::lease).toList();
    try {
      int box = takeBox();
      try {
        var folder = scratch.resolve(Integer.toString(box));
        var run = new IsolateRun(found, artifacts, box, folder);
        return request.requireStarted(run.run(request, stdin.map(this::stdin)));
      } finally {
        freeBoxes.add(box);
      }
    } finally {
      leases.forEach(Lease::close);
    }
  }

  private Path stdin(ArtifactId stored) {
    return artifacts.path(stored).resolve(STDIN);
  }

  private static void refuseNul(RunRequest request) {
    boolean nul =
        request.command().stream().anyMatch(word -> word.indexOf('\0') >= 0)
            || request.environment().entrySet().stream()
                .anyMatch(e -> (e.getKey() + e.getValue()).indexOf('\0') >= 0);
    if (nul) {
      throw new SandboxFailure("a request does not fit the protocol: a string contains a NUL");
    }
  }

  private int takeBox() {
    try {
      var box = freeBoxes.poll(FREE_TIME.toSeconds(), TimeUnit.SECONDS);
      if (box == null) {
        var message = "no free box within " + FREE_TIME.toSeconds() + " s";
        throw tool == null ? new SandboxUnavailable(message) : new SandboxFailure(message);
      }
      return box;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
