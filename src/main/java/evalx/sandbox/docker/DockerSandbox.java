package evalx.sandbox.docker;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.LargeFile;
import evalx.sandbox.Lease;
import evalx.sandbox.OutputDraft;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.Spool;
import evalx.sandbox.artifacts.ArtifactFolder;
import evalx.sandbox.daemon.Watchdog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Boxes in containers of a Docker engine on this host, whose PID 1 is {@code isolate/docker/box.c}.
 *
 * <p>While a submission leases its artifact, its test cases share a container if they run one after
 * another; a run without a lease has a container of its own. Containers end when their connection
 * to this process closes; those of a killed engine are removed at the next start.
 */
public final class DockerSandbox implements Sandbox {
  public static final String DRIVER = "docker";

  private static final Duration FREE_TIME = Duration.ofSeconds(30);
  private static final Logger LOG = System.getLogger(DockerSandbox.class.getName());

  private final Map<String, String> images;
  private final String otherImage;
  private final DockerEngine engine;
  private final ArtifactFolder artifacts;
  private final DockerBoxes boxes;
  private final Spool spool;
  private final Semaphore free;
  private final Watchdog watchdog = new Watchdog();
  private @Nullable SandboxInfo known;

  /**
   * Connects when it is first used.
   *
   * @param host of the engine, such as {@code unix:///var/run/docker.sock}
   * @param images by language; the one with the empty name is for all other languages
   * @param node label of this node's containers, unique on this engine
   * @param folder for artifacts, which the engine must see under the same path
   * @param slots maximum number of runs at a time, at least 1
   */
  public DockerSandbox(URI host, Map<String, String> images, String node, Path folder, int slots) {
    this.images = Map.copyOf(images);
    this.otherImage = Objects.requireNonNull(images.get(""), "no image for other languages");
    this.engine = new DockerEngine(host, node, slots);
    this.artifacts = new ArtifactFolder(folder, 1L << 30, 1024);
    this.boxes = new DockerBoxes(slots);
    this.spool = new Spool(folder.resolveSibling(DRIVER + "-spool"));
    this.free = new Semaphore(slots, true);
  }

  @Override
  public String driver() {
    return DRIVER;
  }

  /** The first call proves the sandbox with a container; later ones only probe the engine. */
  @Override
  public synchronized SandboxInfo info() {
    var version = engine.version();
    var info = known;
    if (info == null) {
      engine.sweep();
      try (var box =
          engine.start(shape("", Optional.empty(), RunLimits.SMALL), Optional.empty(), watchdog)) {
        var found = box.info();
        var lacks = new ArrayList<>(found.degraded());
        lacks.add(
            "all containers run as the same user, 65533; only namespaces separate their processes");
        info =
            new SandboxInfo(
                DRIVER, version.replaceAll("[^0-9.].*", ""), found.cgroup(), false, lacks);
        known = info;
      }
    }
    return info;
  }

  private ContainerShape shape(String language, Optional<ArtifactId> artifact, RunLimits limits) {
    var image = images.getOrDefault(language, otherImage);
    return new ContainerShape(image, artifact, limits);
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
    var lease = artifacts.lease(id);
    boxes.lease(id);
    var open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        close(boxes.release(id));
        lease.close();
      }
    };
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
    return run("", request);
  }

  @Override
  public Sandbox forLanguage(String language) {
    return images.containsKey(language) ? new DockerLanguage(this, language) : this;
  }

  /** Runs a program in the image of a language. */
  RunReport run(String language, RunRequest request) {
    var lease = request.artifact().map(artifacts::lease);
    try {
      acquire();
      try {
        var shape = shape(language, request.artifact(), request.limits());
        return request.requireStarted(inBox(shape, request));
      } finally {
        free.release();
      }
    } finally {
      lease.ifPresent(Lease::close);
    }
  }

  private void acquire() {
    try {
      if (!free.tryAcquire(FREE_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        engine.version(); // throws if the engine is away
        throw new SandboxFailure("no free slot within " + FREE_TIME.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  private RunReport inBox(ContainerShape shape, RunRequest request) {
    var box =
        boxes
            .take(shape)
            .orElseGet(() -> engine.start(shape, shape.artifact().map(artifacts::path), watchdog));
    boolean whole = false;
    try {
      var report = box.run(request, spool);
      var kept =
          report.collected().isEmpty()
              ? report
              : report.withCollected(artifacts.collect(box::collect));
      whole = kept.collected().isPresent() == report.collected().isPresent();
      return kept;
    } catch (IOException e) {
      return broken(box, e, request.limits());
    } finally {
      close(whole ? boxes.keep(box) : List.of(box));
    }
  }

  private RunReport broken(DockerBox box, IOException cause, RunLimits limits) {
    if (cause instanceof ClosedByInterruptException) {
      throw new SandboxUnavailable("interrupted", cause);
    }
    if (cause instanceof AsynchronousCloseException) {
      throw new SandboxFailure("the container did not answer in time", cause);
    }
    try {
      engine.version();
    } catch (SandboxUnavailable e) {
      throw new SandboxDied(cause);
    }
    if (box.ranOutOfMemory()) {
      return RunReport.ranOutOfMemory(limits);
    }
    throw new SandboxFailure("the container failed: " + cause.getMessage(), cause);
  }

  /** Clears the interrupt meanwhile, which would keep the client from calling the engine. */
  private void close(Collection<DockerBox> done) {
    boolean interrupted = Thread.interrupted();
    for (var box : done) {
      try {
        box.close();
      } catch (SandboxFailure | SandboxUnavailable e) {
        LOG.log(
            Level.WARNING,
            "cannot remove a container; it stays until the next start: {0}",
            e.getMessage());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(boxes.close());
    engine.close();
    watchdog.close();
  }
}
