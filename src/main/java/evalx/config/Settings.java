package evalx.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Every setting of a node, checked. Names, defaults and ranges stand in {@code
 * META-INF/microprofile-config.properties}.
 *
 * @param worker names this node in results; no other node of the same Redis has the same
 */
public record Settings(
    String worker,
    Role role,
    Http http,
    URI redis,
    Broker broker,
    Sandboxes sandboxes,
    Jobs jobs,
    Caches caches,
    History history) {

  /** HTTP: where it listens, who may use it, and how much a request may hold. */
  public record Http(
      String host, int port, List<String> apiTokens, int maxBodyBytes, int maxTestCases) {}

  /**
   * The broker.
   *
   * @param url of a broker of its own; empty when it is embedded
   * @param user the account of EvalX itself
   * @param producer the account of outside JMS producers at the embedded broker; empty when there
   *     is none, and then it does not listen
   */
  public record Broker(
      Optional<URI> url,
      Account user,
      Optional<Account> producer,
      String host,
      int port,
      Path data,
      int maxQueueDepth) {}

  /** A name and its password. */
  public record Account(String name, String password) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * What runs programs, and how many at once.
   *
   * @param socket of the daemon, for the native driver
   * @param store folder for artifacts of the other drivers
   * @param strict whether the node is not ready where the host lacks something that a box should
   *     have
   */
  public record Sandboxes(
      Driver driver,
      Path socket,
      int maxConcurrent,
      boolean strict,
      Path store,
      Isolate isolate,
      Docker docker) {}

  /**
   * The isolate driver.
   *
   * @param used whether {@link Driver#AUTO} may take it
   * @param path of the binary; empty to look at the usual places
   * @param firstBox of the box ids that are this node's
   */
  public record Isolate(boolean used, Optional<Path> path, int firstBox) {}

  /**
   * The Docker driver.
   *
   * @param images by language; the one of the empty name is for all others
   */
  public record Docker(URI host, Map<String, String> images) {}

  /**
   * How many jobs run at once, and how long results, waiting jobs, running jobs and outages last.
   */
  public record Jobs(
      int maxConcurrent,
      Duration resultTtl,
      Duration taskTtl,
      Duration maxTime,
      Duration outageWait) {}

  /** Whether compiled programs, and the outcomes of runs, are kept to be used again. */
  public record Caches(boolean programs, boolean runs) {}

  /**
   * Whether a history of submissions is kept, and for how long.
   *
   * @param database PostgreSQL; empty for an H2 file in the state's folder
   */
  public record History(boolean isOn, Optional<Database> database, Duration kept) {}

  /** Reads the settings of this process from its system properties and environment. */
  public static Settings ofProcess() {
    return of(Source::ofProcess);
  }

  /**
   * Reads and checks the settings.
   *
   * @param lookup the value set for a name, or null where none is set
   * @throws BadSetting naming the first setting that cannot be used
   */
  public static Settings of(UnaryOperator<String> lookup) {
    return of(new Source(lookup));
  }

  static Settings of(Source source) {
    var role = source.choice("ROLE", Role.class);
    var broker = broker(source);
    if (role != Role.ALL && broker.url().isEmpty()) {
      throw new BadSetting("ROLE", "other than all needs ARTEMIS_URL");
    }
    var sandboxes = sandboxes(source);
    return new Settings(
        worker(source),
        role,
        http(source),
        redis(source),
        broker,
        sandboxes,
        jobs(source, sandboxes.maxConcurrent()),
        new Caches(source.flag("COMPILE_CACHE"), source.flag("RUN_CACHE")),
        history(source, role));
  }

  private static String worker(Source source) {
    var name =
        source
            .optional("WORKER_ID")
            .orElseGet(() -> hostName() + "-" + source.number("PORT", 1, 65535));
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new BadSetting("WORKER_ID", "must be 1 to 64 letters, digits, '.', '_' and '-'");
    }
    return name;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "worker";
    }
  }

  private static Http http(Source source) {
    var host = source.text("HOST");
    var anonymous = source.flag("ALLOW_ANONYMOUS");
    var tokens =
        Stream.of(source.text("API_TOKENS").split(","))
            .map(String::strip)
            .filter(t -> !t.isEmpty())
            .toList();
    if (tokens.isEmpty() && !isLoopback(host) && !anonymous) {
      throw new BadSetting(
          "HOST", "'" + host + "' is open to the network: set API_TOKENS, or ALLOW_ANONYMOUS=true");
    }
    return new Http(
        host,
        source.number("PORT", 1, 65535),
        tokens,
        source.number("MAX_BODY_BYTES", 1024, 64 << 20),
        source.number("MAX_TEST_CASES", 1, 1000));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  private static URI redis(Source source) {
    return uri("REDIS_URL", source.text("REDIS_URL"), "redis", "rediss");
  }

  private static Broker broker(Source source) {
    var password = source.text("PRODUCER_PASSWORD");
    var producer = new Account(source.text("PRODUCER_USER"), password);
    var own = new Account(source.text("ARTEMIS_USER"), source.text("ARTEMIS_PASSWORD"));
    if (producer.name().equals(own.name())) {
      throw new BadSetting("PRODUCER_USER", "must be another than ARTEMIS_USER, who is believed");
    }
    return new Broker(
        source.optional("ARTEMIS_URL").map(url -> uri("ARTEMIS_URL", url, "tcp", "tcp")),
        own,
        Optional.of(producer).filter(account -> !account.password().isEmpty()),
        source.text("BROKER_HOST"),
        source.number("BROKER_PORT", 1, 65535),
        Path.of(source.text("DATA_DIR")).toAbsolutePath(),
        source.number("MAX_QUEUE_DEPTH", 1, 10_000_000));
  }

  private static Sandboxes sandboxes(Source source) {
    var asked = source.number("MAX_CONCURRENT_SANDBOXES", 0, 256);
    source.flag("PIN_CORES"); // for the daemon; a wrong value is refused here
    var driver = source.choice("SANDBOX", Driver.class);
    var isolate =
        new Isolate(
            source.flag("USE_ISOLATE"),
            source.optional("ISOLATE_PATH").map(Path::of),
            source.number("ISOLATE_FIRST_BOX", 0, 1_000_000));
    return new Sandboxes(
        driver,
        Path.of(source.text("SANDBOX_SOCKET")).toAbsolutePath(),
        asked == 0 ? Runtime.getRuntime().availableProcessors() : asked,
        source.flag("SANDBOX_STRICT"),
        store(source, driver, isolate),
        isolate,
        new Docker(dockerHost(source), dockerImages(source)));
  }

  /** In isolate's directory rules a colon ends the path. */
  private static Path store(Source source, Driver driver, Isolate isolate) {
    var store = Path.of(source.text("SANDBOX_STORE")).toAbsolutePath();
    boolean named = driver == Driver.ISOLATE || (driver == Driver.AUTO && isolate.used());
    if (named && store.toString().contains(":")) {
      throw new BadSetting("SANDBOX_STORE", "cannot have a colon in its path with isolate");
    }
    return store;
  }

  private static URI dockerHost(Source source) {
    var text = source.text("DOCKER_HOST");
    if (!text.matches("unix:///[^?#\\s]+|tcp://[^/?#\\s]+:[0-9]+")) {
      throw new BadSetting("DOCKER_HOST", "must look like unix:///path or tcp://host:port");
    }
    return URI.create(text);
  }

  private static Map<String, String> dockerImages(Source source) {
    var images = new HashMap<String, String>();
    for (var entry : source.text("DOCKER_IMAGES").split(",")) {
      var parts = entry.strip().split("=", 2);
      images.put(parts.length == 1 ? "" : parts[0], parts[parts.length - 1]);
    }
    var wellFormed = images.values().stream().allMatch(name -> name.matches("[\\w][\\w.:/@-]*"));
    if (!images.containsKey("") || !wellFormed) {
      throw new BadSetting(
          "DOCKER_IMAGES", "must be an image, and LANGUAGE=IMAGE for exceptions, with commas");
    }
    return Map.copyOf(images);
  }

  private static Jobs jobs(Source source, int sandboxes) {
    var asked = source.number("MAX_CONCURRENT_JOBS", 0, 256);
    return new Jobs(
        asked == 0 ? Math.min(2 * sandboxes, 256) : asked,
        seconds(source, "RESULT_TTL", 1, 604_800),
        seconds(source, "TASK_TTL", 1, 604_800),
        seconds(source, "MAX_JOB_TIME", 70, 3600),
        seconds(source, "OUTAGE_WAIT", 1, 600));
  }

  private static History history(Source source, Role role) {
    var database = Database.of(source);
    boolean file = source.flag("HISTORY") && database.isEmpty();
    if (file && role != Role.ALL) {
      throw new BadSetting(
          "HISTORY", "needs DATABASE_URL when ROLE is not all: nodes share no file");
    }
    return new History(
        file || database.isPresent(),
        database,
        Duration.ofDays(source.number("HISTORY_DAYS", 1, 3650)));
  }

  private static Duration seconds(Source source, String name, int least, int most) {
    return Duration.ofSeconds(source.number(name, least, most));
  }

  private static URI uri(String name, String text, String scheme, String otherScheme) {
    try {
      var uri = URI.create(text);
      if ((scheme.equals(uri.getScheme()) || otherScheme.equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // the sentence below says it all, without the password that the text may hold
    }
    throw new BadSetting(name, "must look like " + scheme + "://host:port");
  }
}
