package evalx.sandbox.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Docker engine of the tests' own, from Debian's docker.io: own socket, data and containerd. It
 * is root's, through sudo where the tests are not.
 */
public final class DockerDaemon implements AutoCloseable {
  private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

  private final Path folder;
  private final Process process;

  public DockerDaemon() {
    try {
      folder = Files.createTempDirectory(Path.of("/tmp"), "sbx-dockerd-");
      process =
          new ProcessBuilder(
                  asRoot(
                      "/usr/sbin/dockerd",
                      "--host=" + host(),
                      "--group=" + Files.getAttribute(folder, "unix:gid"),
                      "--data-root=" + folder.resolve("data"),
                      "--exec-root=" + folder.resolve("exec"),
                      "--pidfile=" + folder.resolve("pid"),
                      "--cgroup-parent=" + folder.getFileName(),
                      "--bridge=none",
                      "--iptables=false",
                      "--ip6tables=false"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> run(docker(List.of("version"))).exitValue() == 0);
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

  @Override
  public void close() {
    try {
      var pid = Files.readString(folder.resolve("pid")).strip();
      output(asRoot("kill", "-TERM", pid));
      if (!process.waitFor(60, SECONDS)) {
        throw new IllegalStateException("the engine does not end");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    output(
        asRoot(
            "find",
            "/sys/fs/cgroup",
            "-maxdepth",
            "3",
            "-depth",
            "-type",
            "d",
            "-name",
            folder.getFileName().toString(),
            "-delete"));
    output(asRoot("rm", "-rf", "--", folder.toString()));
  }
}
