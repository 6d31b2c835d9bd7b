package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A whole EvalX with a state and ports of its own; what breaks in it can be looked up in its logs.
 */
final class Product implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofMinutes(2);
  private static final AtomicInteger STATES = new AtomicInteger();

  private final Path state;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> options;

  private Product(Map<String, String> settings, String... options) {
    this.options = List.of(options);
    state =
        Path.of(
            Optional.ofNullable(System.getenv("EVALX_IT_STATES"))
                .orElse(System.getProperty("java.io.tmpdir")),
            "evalx-it-" + ProcessHandle.current().pid() + "-" + STATES.incrementAndGet());
    for (var name :
        new String[] {"PORT", "REDIS_PORT", "CACHE_PORT", "BROKER_PORT", "CONSOLE_PORT"}) {
      environment.put(name, Integer.toString(FreePort.next()));
    }
    for (var limit : new String[] {"RATE_LIMIT_PER_MINUTE", "MAX_QUEUED_PER_CALLER"}) {
      environment.put(limit, "0");
    }
    environment.put("LANGUAGES", "core"); // others would be proved in the background of every test
    environment.putAll(settings);
  }

  /**
   * One that is not started yet.
   *
   * @param options of {@code up}
   */
  static Product prepare(Map<String, String> settings, String... options) {
    return new Product(settings, options);
  }

  /**
   * One that runs.
   *
   * @param options of {@code up}
   */
  static Product start(Map<String, String> settings, String... options) {
    var product = new Product(settings, options);
    product.up();
    return product;
  }

  /** Gives it another setting, which counts from its next start on. */
  void with(String name, String value) {
    environment.put(name, value);
  }

  /** Starts it, or starts it again, and waits until it is ready. */
  void up() {
    var words = Stream.concat(Stream.of("up", "--detach"), options.stream());
    var outcome = script(START, words.toArray(String[]::new));
    if (outcome.status() != 0) {
      throw new AssertionError(outcome.output() + logs());
    }
  }

  /** Runs a command of the script on this state. */
  Script.Outcome script(Duration limit, String... arguments) {
    var all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--state";
    all[arguments.length + 1] = state.toString();
    return Script.run(environment, limit, all);
  }

  Path state() {
    return state;
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  int port(String name) {
    return Integer.parseInt(environment.get(name));
  }

  Client client() {
    return new Client(URI.create("http://127.0.0.1:" + port("PORT")));
  }

  /** The process of a part, where it lives. */
  Optional<ProcessHandle> process(Part part) {
    try {
      var words =
          Files.readString(state.resolve("run/" + part.file() + ".pid")).strip().split(" ", -1);
      return ProcessHandle.of(Long.parseLong(words[0])).filter(ProcessHandle::isAlive);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Sends a part a signal, such as KILL. */
  void signal(Part part, String signal) {
    var pid = process(part).orElseThrow().pid();
    assertThat(Script.asRoot("kill", "-" + signal, Long.toString(pid))).isZero();
  }

  /** Ends a part as a crash would, and waits until the supervisor has started another. */
  void crash(Part part) {
    var victim = process(part).orElseThrow();
    signal(part, "KILL");
    await(part + " is started again")
        .atMost(Duration.ofSeconds(60))
        .until(() -> process(part).filter(now -> now.pid() != victim.pid()).isPresent());
  }

  /** The last words of every part. */
  String logs() {
    return script(Duration.ofSeconds(20), "logs").output();
  }

  /** The password file of Redis needs root; so does this. */
  String redisUrl() {
    return secret("redis-url");
  }

  /** The password of an account, such as producer. */
  String password(String account) {
    return secret(account + "-password");
  }

  /** What its webhooks are signed with. */
  String webhookSecret() {
    return secret("webhook-secret");
  }

  String cacheUrl() {
    return secret("cache-url");
  }

  private String secret(String name) {
    try {
      return Files.readString(state.resolve("secrets/" + name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    var outcome = script(STOP, "down", "--wipe");
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }
}
