package evalx.sandbox.isolate;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.Ending;
import evalx.sandbox.LargeFile;
import evalx.sandbox.Lease;
import evalx.sandbox.Limit;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spool;
import evalx.sandbox.artifacts.ArtifactFolder;
import evalx.sandbox.artifacts.BoxFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
  private static final Path NOTHING = Path.of("/dev/null");
  private static final Logger LOG = System.getLogger(IsolateSandbox.class.getName());

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
      ArtifactFolder.delete(folder);
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
        return request.requireStarted(run(found, box, request, stdin));
      } finally {
        freeBoxes.add(box);
      }
    } finally {
      leases.forEach(Lease::close);
    }
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

  private RunReport run(
      IsolateTool found, int box, RunRequest request, Optional<ArtifactId> largeStdin) {
    var folder = scratch.resolve(Integer.toString(box));
    try {
      ArtifactFolder.delete(folder);
      Files.createDirectory(folder);
      var files = found.init(box);
      var stdin =
          largeStdin.isPresent()
              ? artifacts.path(largeStdin.get()).resolve(STDIN)
              : stdin(folder, request.stdin());
      var artifact = request.artifact().map(artifacts::path).orElse(null);
      if (artifact != null && request.folder().filled()) {
        BoxFiles.fill(files, artifact);
      }
      var meta = folder.resolve("meta");
      var output = found.run(box, meta, artifact, stdin, request);
      return report(request, output, meta, files);
    } catch (IOException e) {
      throw new SandboxFailure("a run in isolate failed: " + e.getMessage(), e);
    } finally {
      cleanUp(found, box, folder);
    }
  }

  private static Path stdin(Path folder, byte[] bytes) throws IOException {
    return bytes.length == 0 ? NOTHING : Files.write(folder.resolve("stdin"), bytes);
  }

  /** Clears the interrupt meanwhile, because a box that is left would hold up the next run. */
  private static void cleanUp(IsolateTool found, int box, Path folder) {
    boolean interrupted = Thread.interrupted();
    try {
      found.cleanUp(box);
      ArtifactFolder.delete(folder);
    } catch (IOException | SandboxFailure | SandboxUnavailable e) {
      LOG.log(Level.WARNING, "cannot remove box {0}; its next run will: {1}", box, e.getMessage());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private RunReport report(RunRequest request, IsolateCommand.Output output, Path meta, Path files)
      throws IOException {
    var measured = meta(meta);
    var ending = ending(request.limits(), output, measured);
    Optional<ArtifactId> collected =
        request.folder().collected() && ending.equals(new Ending.Exited(0))
            ? artifacts.collect(draft -> BoxFiles.collect(files, draft))
            : Optional.empty();
    return new RunReport(ending, measured.usage(), output.kept(), collected);
  }

  private static Ending ending(
      RunLimits limits, IsolateCommand.Output output, IsolateMeta measured) {
    if (output.flooded()) {
      return new Ending.LimitExceeded(Limit.OUTPUT);
    }
    if (output.exitCode() > 1 && measured.text("status").isEmpty()) {
      throw new SandboxFailure("isolate failed: " + output.words());
    }
    return measured.ending(limits);
  }

  /** Only root and this process can write it: its folder is not visible in the box. */
  private static IsolateMeta meta(Path meta) throws IOException {
    if (!Files.isRegularFile(meta, LinkOption.NOFOLLOW_LINKS)) {
      return IsolateMeta.parse("");
    }
    if (Files.size(meta) > IsolateMeta.MAX_BYTES) {
      throw new SandboxFailure("isolate's meta file is too long");
    }
    return IsolateMeta.parse(Files.readString(meta, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
