package evalx.sandbox.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.sandbox.daemon.Connection;
import evalx.sandbox.daemon.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A Docker engine: creates and removes containers. All carry this node's label, so that a node that
 * was killed finds the containers it left.
 */
final class DockerEngine implements AutoCloseable {
  private static final Logger LOG = System.getLogger(DockerEngine.class.getName());
  private static final String LABEL = "evalx.node";

  /** In every image: isolate/docker/build-image.sh puts the box there. */
  private static final String BOX = "/evalx-docker-box";

  private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIME = Duration.ofSeconds(60);

  /** How long a stop waits for containers that are being created. */
  private static final Duration STOP_TIME = Duration.ofSeconds(10);

  private final String node;
  private final long nanoCpus;
  private final DockerClient calls;

  /** For streams, which have no time-out because a program may be silent. */
  private final DockerClient streams;

  /**
   * Creates containers where no interrupt cuts the call off: the engine would create one whose id
   * nobody knows.
   */
  private final ExecutorService creations;

  /**
   * @param node only containers of this node are removed by {@link #sweep}
   * @param boxes containers at one time, which share the processors
   */
  DockerEngine(URI host, String node, int boxes) {
    this.node = node;
    this.nanoCpus =
        Math.max(1, Runtime.getRuntime().availableProcessors() / boxes) * 1_000_000_000L;
    var config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(host.toString())
            .withDockerTlsVerify(false)
            .build();
    this.calls = client(config, boxes + 4, ANSWER_TIME);
    this.streams = client(config, 4 * boxes + 4, Duration.ZERO);
    this.creations =
        Executors.newFixedThreadPool(
            boxes + 1,
            task -> {
              var thread = new Thread(task, "evalx-docker-create");
              thread.setDaemon(true);
              return thread;
            });
  }

  private static DockerClient client(
      DockerClientConfig config, int connections, Duration answerTime) {
    DockerHttpClient http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .maxConnections(connections)
            .connectionTimeout(CONNECT_TIME)
            .responseTimeout(answerTime)
            .build();
    return DockerClientImpl.getInstance(config, http);
  }

  /** If the engine is away, that is an outage; what fails while it answers is a failed request. */
  private <T> T call(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SandboxUnavailable e) {
      throw e;
    } catch (DockerException e) {
      throw new SandboxFailure(
          "Docker cannot " + what + ": " + String.valueOf(e.getMessage()).strip(), e);
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new SandboxUnavailable("interrupted", e);
      }
      version(); // throws if the engine is away
      throw new SandboxFailure("Docker cannot " + what + ": " + rootOf(e).getMessage(), e);
    }
  }

  private static Throwable rootOf(Throwable e) {
    return e.getCause() == null ? e : rootOf(e.getCause());
  }

  /**
   * The engine's version; also a probe whether it answers.
   *
   * @throws SandboxUnavailable when it does not answer
   */
  String version() {
    try {
      return calls.versionCmd().exec().getVersion();
    } catch (RuntimeException e) {
      throw new SandboxUnavailable("Docker does not answer: " + rootOf(e).getMessage(), e);
    }
  }

  /** Starts a container and waits for the hello of its box. */
  DockerBox start(ContainerShape shape, Optional<Path> artifact, Watchdog watchdog) {
    var id = created(shape, artifact);
    var stream = new ContainerStream();
    try {
      call("attach to a container", () -> attach(id, stream));
      call("start a container", () -> calls.startContainerCmd(id).exec());
      return new DockerBox(
          this, id, shape, Connection.over(DockerSandbox.DRIVER, stream, watchdog));
    } catch (IOException e) {
      stream.close();
      remove(id);
      throw e instanceof ClosedByInterruptException
          ? new SandboxUnavailable("interrupted", e)
          : new SandboxFailure("a container does not answer: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      stream.close();
      remove(id);
      throw e;
    }
  }

  private String created(ContainerShape shape, Optional<Path> artifact) {
    CompletableFuture<String> creation;
    try {
      creation =
          CompletableFuture.supplyAsync(
              () -> call("create a container", () -> create(shape, artifact)), creations);
    } catch (RejectedExecutionException e) {
      throw new SandboxUnavailable("Docker is not used any more: this node stops", e);
    }
    try {
      return creation.get();
    } catch (InterruptedException e) {
      var unused = creation.thenAccept(this::remove);
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Void attach(String id, ContainerStream stream) {
    streams
        .attachContainerCmd(id)
        .withStdIn(stream.stdin())
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(stream);
    try {
      if (!stream.awaitStarted(CONNECT_TIME.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("no stream within " + CONNECT_TIME.toSeconds() + " s");
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  private String create(ContainerShape shape, Optional<Path> artifact) {
    return calls
        .createContainerCmd(shape.image())
        .withEntrypoint(BOX)
        .withUser(ContainerShape.USER)
        .withHostName("box")
        .withWorkingDir("/box")
        .withStdinOpen(true)
        .withStdInOnce(true)
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withNetworkDisabled(true)
        .withLabels(Map.of(LABEL, node))
        .withHostConfig(shape.hostConfig(artifact, nanoCpus))
        .exec()
        .getId();
  }

  /** Whether the kernel killed the container because it ran out of memory. */
  boolean ranOutOfMemory(String id) {
    try {
      return Boolean.TRUE.equals(calls.inspectContainerCmd(id).exec().getState().getOOMKilled());
    } catch (NotFoundException e) {
      return false;
    }
  }

  void remove(String id) {
    try {
      call("remove a container", () -> calls.removeContainerCmd(id).withForce(true).exec());
    } catch (SandboxFailure | SandboxUnavailable e) {
      if (!(e.getCause() instanceof NotFoundException)
          && !(e.getCause() instanceof ConflictException)) {
        throw e;
      }
      // It has ended, and the engine is removing it.
    }
  }

  /** Removes all containers of this node, including those it left when it was killed. */
  void sweep() {
    call(
            "list containers",
            () ->
                calls
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(Map.of(LABEL, node))
                    .exec())
        .forEach(container -> remove(container.getId()));
  }

  /** Removes the containers of this node, and creates none any more. */
  @Override
  public void close() {
    creations.shutdown();
    try {
      if (!creations.awaitTermination(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "containers that are being created stay until the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      sweep();
    } catch (SandboxFailure | SandboxUnavailable e) {
      LOG.log(
          Level.WARNING,
          "cannot remove the containers of this node; they stay until the next start: {0}",
          e.getMessage());
    }
    try {
      calls.close();
      streams.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the Docker client", e);
    }
  }
}
