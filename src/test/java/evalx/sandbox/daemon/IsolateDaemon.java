package evalx.sandbox.daemon;

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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A daemon of the tests' own: {@code make -C isolate} must have been run. It is root's, through
 * sudo where the tests are not.
 */
public final class IsolateDaemon implements AutoCloseable {
  private static final Path BINARY = Path.of("isolate/build/evalx-isolate").toAbsolutePath();

  private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

  private final Path folder;
  private final List<String> options;
  private Process process;

  /**
   * @param uids of its boxes, which no other daemon on this host may have
   * @param options of the daemon besides
   */
  public IsolateDaemon(String uids, String... options) {
    this.options =
        Stream.concat(Stream.of("--uids", uids, "--connections", "8"), Stream.of(options)).toList();
    try {
      folder = Files.createTempDirectory(Path.of("/tmp"), "sbx-java-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  public Path socket() {
    return folder.resolve("socket/isolate.sock");
  }

  void start() {
    try {
      process =
          new ProcessBuilder(
                  asRoot(
                      options,
                      BINARY.toString(),
                      "--serve",
                      "--socket",
                      socket().toString(),
                      "--store",
                      folder.resolve("store").toString(),
                      "--client-uid",
                      Files.getAttribute(folder, "unix:uid").toString(),
                      "--client-gid",
                      Files.getAttribute(folder, "unix:gid").toString()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(this::listens);
  }

  /** The processes of the connections that it serves. */
  public Set<Long> slots() {
    return daemon().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** The slot above a process in its box. */
  long slotOf(ProcessHandle boxed) {
    var slots = slots();
    var at = boxed;
    while (!slots.contains(at.pid())) {
      at = at.parent().orElseThrow();
    }
    return at.pid();
  }

  /** Behind sudo the daemon is its child. */
  private ProcessHandle daemon() {
    return IS_ROOT ? process.toHandle() : process.children().findFirst().orElseThrow();
  }

  private static List<String> asRoot(List<String> options, String... command) {
    return Stream.concat(asRoot(command).stream(), options.stream()).toList();
  }

  private static List<String> asRoot(String... command) {
    return IS_ROOT
        ? List.of(command)
        : Stream.concat(Stream.of("sudo", "-n"), Stream.of(command)).toList();
  }

  public static void signal(String name, long pid) {
    asRootRun("kill", "-" + name, Long.toString(pid));
  }

  public static void asRootRun(String... command) {
    try {
      end(new ProcessBuilder(asRoot(command)).inheritIO().start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    signal("KILL", daemon().pid());
    end(process);
  }

  private static void end(Process ending) {
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
    if (process.isAlive()) {
      signal("TERM", daemon().pid());
    }
    end(process);
    asRootRun("rm", "-rf", "--", folder.toString());
  }
}
