package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import evalx.redis.RedisServer;
import evalx.sandbox.daemon.IsolateDaemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server as its makers deliver it, to which both archives were deployed by hand below a context
 * root, with a Redis and a sandbox of its own. What is set for EvalX, the server itself sets.
 */
abstract class StockServer implements AutoCloseable {
  static final String ROOT = "/judge/evalx";
  static final String PRODUCER_PASSWORD = "of-a-test";
  static final Path ADAPTER = Path.of("target/artemis-rar.rar").toAbsolutePath();
  static final Path WAR = Path.of("target/evalx.war").toAbsolutePath();
  static final String JAVA_HOME = System.getProperty("java.home");

  private static final Duration START = Duration.ofMinutes(3);
  private static final String UIDS = "60440-60479";

  /**
   * Names of threads that are not the server's own, as the system cuts them off; without those of
   * Artemis' pools, whose number is that of what they had to do at once.
   */
  private static final Pattern OURS =
      Pattern.compile("(?i)(evalx|sandbox|redis|jedis|activemq|artemis|concurrent/|managed).*");

  /** Places of {@code MAX_CONCURRENT_JOBS}, and one that is started ahead. */
  private static final long MAX_CONSUMERS = 4;

  /**
   * Places are started when they are needed: those for jobs, two for webhooks, and one for each of
   * the three queues of messages to end. A deployment that kept its own would keep five or more.
   */
  private static final long MAX_PLACES = MAX_CONSUMERS + 5;

  /** The kernel has no more of a name. */
  private static final String PLACES = "thread evalx-place-eva";

  final Path folder;
  final int port = FreePort.next();
  final int brokerPort = FreePort.next();
  private final RedisServer redis;
  private final IsolateDaemon sandbox;
  private Process process;

  StockServer(Path folder) {
    this.folder = folder;
    redis = new RedisServer(folder, "--maxmemory", "100mb", "--maxmemory-policy", "noeviction");
    sandbox = new IsolateDaemon(UIDS, "--connections", "14");
  }

  /** Starts it with both archives and waits until it is ready. */
  final void start() {
    try {
      process =
          command()
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    deploy();
    awaitReady();
  }

  /** What starts the server, in its folder. */
  abstract ProcessBuilder command() throws IOException;

  /** Deploys both archives. */
  abstract void deploy();

  /** Deploys the web application again. */
  abstract void redeploy();

  /** Deploys the resource adapter again, and with it what needs it. */
  abstract void redeployAdapter();

  Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("REDIS_URL", redis.uri().toString()),
        Map.entry("SANDBOX", "native"),
        Map.entry("SANDBOX_SOCKET", sandbox.socket().toString()),
        Map.entry("SANDBOX_STORE", folder.resolve("artifacts").toString()),
        Map.entry("DATA_DIR", folder.resolve("data").toString()),
        Map.entry("BROKER_PORT", Integer.toString(brokerPort)),
        Map.entry("PRODUCER_PASSWORD", PRODUCER_PASSWORD),
        Map.entry("LANGUAGES", "bash"),
        Map.entry("DIALECTS", "piston"),
        Map.entry("MAX_CONCURRENT_SANDBOXES", "2"),
        Map.entry("MAX_CONCURRENT_JOBS", "3"));
  }

  final Path log() {
    return folder.resolve("server.log");
  }

  final String logged() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  final Process process() {
    return process;
  }

  /** Waits until clients are served, and programs are run. */
  final void awaitReady() {
    await("a server that is ready")
        .atMost(START)
        .until(() -> !process.isAlive() || (answers() && offers()));
    assertThat(process.isAlive()).as(logged()).isTrue();
  }

  private boolean answers() {
    try {
      return client().get("/health/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false; // it does not listen yet
    }
  }

  private boolean offers() {
    return client().get("/languages").body().contains("\"works\":true");
  }

  /** A client of what is below the context root. */
  final Client client() {
    return new Client(URI.create("http://127.0.0.1:" + port + ROOT));
  }

  /** What EvalX holds in the server and at others: how many of each. */
  final Map<String, Long> held() {
    var held = new TreeMap<String, Long>();
    for (var name : threads()) {
      held.merge("thread " + name.replaceAll("[0-9]+", "#"), 1L, Long::sum);
    }
    held.merge(PLACES, MAX_PLACES, Long::max);
    held.put("connections to Redis", connectionsTo(redis.uri().getPort()));
    held.put("connections to the sandbox", (long) sandbox.slots().size());
    Samples.of(client())
        .values()
        .forEach(
            (sample, value) -> {
              if (sample.startsWith("evalx_queue_consumers")) {
                held.put(sample, Math.max(value.longValue(), MAX_CONSUMERS));
              }
            });
    return held;
  }

  private List<String> threads() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + jvm() + "/task"))) {
      return tasks.map(StockServer::nameOf).filter(name -> OURS.matcher(name).matches()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** The start script of a server may have the JVM as its child. */
  private long jvm() {
    return process.descendants().findFirst().map(ProcessHandle::pid).orElse(process.pid());
  }

  private static long connectionsTo(int port) {
    var established = Pattern.compile(" [0-9A-F]+:%04X 01 ".formatted(port));
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(file -> lines(Path.of(file)))
        .filter(line -> established.matcher(line).find())
        .count();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (process != null) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      redis.close();
      sandbox.close();
    }
  }
}
