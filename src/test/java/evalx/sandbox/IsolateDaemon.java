package evalx.sandbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** A daemon of the tests' own: {@code make -C isolate} must have been run, and it needs root. */
final class IsolateDaemon implements AutoCloseable {
  private static final Path BINARY = Path.of("isolate/build/evalx-isolate").toAbsolutePath();

  private final Path folder;
  private final String uids;
  private Process process;

  IsolateDaemon(String uids) {
    this.uids = uids;
    try {
      folder = Files.createTempDirectory(Path.of("/tmp"), "sbx-java-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  Path socket() {
    return folder.resolve("socket/isolate.sock");
  }

  void start() {
    try {
      process =
          new ProcessBuilder(
                  BINARY.toString(),
                  "--serve",
                  "--socket",
                  socket().toString(),
                  "--store",
                  folder.resolve("store").toString(),
                  "--client-uid",
                  "0",
                  "--client-gid",
                  "0",
                  "--uids",
                  uids,
                  "--connections",
                  "8")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(this::listens);
  }

  /** The processes of the connections that it serves. */
  Set<Long> slots() {
    return process.children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private boolean listens() {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket()));
    } catch (IOException e) {
      return false;
    }
  }

  /** SIGKILL, in the middle of whatever it does. */
  void kill() {
    end(process.destroyForcibly());
  }

  private void end(Process ending) {
    try {
      if (!ending.waitFor(20, SECONDS)) {
        throw new IllegalStateException("the daemon does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    end(process);
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
