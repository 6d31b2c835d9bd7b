package evalx.sandbox.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Docker engine of the tests' own, from Debian's docker.io: own socket, data and containerd. It
 * is root's, through sudo where the tests are not. Containers have no network but the host's, until
 * the engine moves to one of its own.
 */
public final class DockerDaemon implements AutoCloseable {
  private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

  private final Path folder;
  private Process process;

  public DockerDaemon() {
    try {
      folder = Files.createTempDirectory(Path.of("/tmp"), "sbx-dockerd-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(List.of(), "--bridge=none", "--iptables=false");
  }

  private void start(List<String> place, String... network) {
    var command = new ArrayList<>(place);
    try {
      command.addAll(
          List.of(
              "/usr/sbin/dockerd",
              "--host=" + host(),
              "--group=" + Files.getAttribute(folder, "unix:gid"),
              "--data-root=" + folder.resolve("data"),
              "--exec-root=" + folder.resolve("exec"),
              "--pidfile=" + folder.resolve("pid"),
              "--cgroup-parent=" + folder.getFileName(),
              "--ip6tables=false"));
      command.addAll(List.of(network));
      process =
          new ProcessBuilder(asRoot(command.toArray(String[]::new)))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> run(docker(List.of("version"))).exitValue() == 0);
  }

  /**
   * Starts the engine again, with its images, in a network of its own, where its bridges and rules
   * are. No way leads from there to another network.
   */
  public void moveToOwnNetwork() {
    stop();
    start(List.of("unshare", "--net", "bash", "-c", "ip link set lo up && exec \"$@\"", "-"));
  }

  /** A command of root that runs a line of bash, whose docker is this engine's. */
  public String[] onItsHost(String line) {
    return asRoot("env", "DOCKER_HOST=" + host(), "bash", "-ec", line).toArray(String[]::new);
  }

  /** The same in the engine's network. */
  public String[] inItsNetwork(String line) {
    var command = new ArrayList<>(asRoot("nsenter", "--net=/proc/" + pid() + "/ns/net"));
    command.addAll(List.of("env", "DOCKER_HOST=" + host(), "bash", "-ec", line));
    return command.toArray(String[]::new);
  }

  private String pid() {
    try {
      return Files.readString(folder.resolve("pid")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets a user's group use it where the tests are root's; else it is theirs already. */
  public void letIn(String group) {
    if (IS_ROOT) {
      output(List.of("chmod", "711", folder.toString()));
      output(List.of("chgrp", group, host().getPath()));
    }
  }

  public URI host() {
    return URI.create("unix://" + folder.resolve("docker.sock"));
  }

  /** The containers of this engine, running or not. */
  public List<String> containers() {
    return docker("ps", "-aq").lines().toList();
  }

  public void buildImage(String tag, String... packages) {
    var command = new ArrayList<>(List.of("isolate/docker/build-image.sh", tag));
    command.addAll(List.of(packages));
    output(command);
  }

  /** What the docker command prints. */
  public String docker(String... arguments) {
    return output(docker(List.of(arguments)));
  }

  private static List<String> docker(List<String> arguments) {
    return Stream.concat(Stream.of("/usr/bin/docker"), arguments.stream()).toList();
  }

  private String output(List<String> command) {
    var run = run(command);
    try {
      var text = new String(run.getInputStream().readAllBytes(), UTF_8);
      if (run.exitValue() != 0) {
        throw new IllegalStateException(command + " ends with " + run.exitValue() + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process run(List<String> command) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("DOCKER_HOST", host().toString());
      var started = builder.start();
      if (!started.waitFor(180, SECONDS)) {
        started.destroyForcibly();
        throw new IllegalStateException(command + " does not end");
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> asRoot(String... command) {
    return IS_ROOT
        ? List.of(command)
        : Stream.concat(Stream.of("sudo", "-n"), Stream.of(command)).toList();
  }

  private void stop() {
    output(asRoot("kill", "-TERM", pid()));
    try {
      if (!process.waitFor(60, SECONDS)) {
        throw new IllegalStateException("the engine does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
    output(
        asRoot(
            "find",
            "/sys/fs/cgroup",
            "-depth",
            "-type",
            "d",
            "-path",
            "*/" + folder.getFileName() + "*",
            "-delete"));
    output(asRoot("rm", "-rf", "--", folder.toString()));
  }
}
