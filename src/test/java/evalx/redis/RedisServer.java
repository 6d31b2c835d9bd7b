package evalx.redis;

import static org.awaitility.Awaitility.await;

import evalx.Certificates;
import evalx.FreePort;
import evalx.config.RedisAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** A real Redis for tests, on a free port, without persistence. */
public final class RedisServer implements AutoCloseable {
  private final int port;
  private final Path folder;
  private final List<String> options;
  private Process process;

  /**
   * Starts it and waits until it answers.
   *
   * @param options of the command line, such as --maxmemory 10mb
   */
  public RedisServer(Path folder, String... options) {
    this.port = FreePort.next();
    this.folder = folder;
    this.options = List.of(options);
    start();
  }

  public URI uri() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  public RedisAddress address() {
    return Addresses.of(uri().toString());
  }

  /** Starts it again after a stop, empty. */
  public void start() {
    var command = new ArrayList<String>();
    command.addAll(List.of("redis-server", "--port", Integer.toString(port), "--save", ""));
    command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString()));
    command.addAll(options);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("redis.log").toFile())
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    var redis = new Redis(address());
    try {
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> hasFacts(redis));
    } catch (ConditionTimeoutException e) {
      kill();
      throw e;
    } finally {
      redis.close();
    }
  }

  private static boolean hasFacts(Redis redis) {
    try {
      return !redis.facts().version().isEmpty();
    } catch (RedisAway e) {
      return false;
    }
  }

  /** Options of one that also listens with TLS, and asks for the certificates of its clients. */
  public static List<String> tls(Certificates certificate, int port) {
    return List.of(
        "--tls-port",
        Integer.toString(port),
        "--tls-cert-file",
        certificate.certificate().toString(),
        "--tls-key-file",
        certificate.key().toString(),
        "--tls-ca-cert-file",
        certificate.certificate().toString());
  }

  /** Where it speaks to the others of its cluster, as its options say. */
  int clusterPort() {
    return Integer.parseInt(options.get(options.indexOf("--cluster-port") + 1));
  }

  /** Makes it silent, with its connections open, until it is killed. */
  public void hang() {
    try {
      new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills it as a crash would. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
