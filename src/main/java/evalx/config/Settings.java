package evalx.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.UnaryOperator;

/**
 * Every setting of a node, checked. Names, defaults and ranges are in {@code
 * META-INF/microprofile-config.properties}. A new setting is a key there and a part of the record
 * of its component, which reads it.
 *
 * @param worker names this node in results; no other node of the same Redis has the same
 */
public record Settings(
    String worker,
    Role role,
    HttpSettings http,
    AccessSettings access,
    RedisAddress redis,
    BrokerSettings broker,
    SandboxSettings sandboxes,
    JobSettings jobs,
    CacheSettings caches,
    HistorySettings history,
    FileSettings files,
    WebhookSettings webhooks,
    LogFormat logs,
    TraceSettings traces,
    LanguageSettings languages,
    HintSettings hints) {

  /**
   * Reads the settings of this server. Both archives read them like this, so that what one finds
   * the other finds too.
   *
   * @throws BadSetting naming the first setting that cannot be used
   */
  public static Settings ofServer() {
    return of(new ServerConfig());
  }

  /**
   * Reads and checks the settings.
   *
   * @param lookup the value set for a name, or null where none is set
   * @throws BadSetting naming the first setting that cannot be used
   */
  public static Settings of(UnaryOperator<String> lookup) {
    return of(new SettingsReader(lookup));
  }

  static Settings of(SettingsReader reader) {
    var role = reader.choice("ROLE", Role.class);
    var broker = BrokerSettings.read(reader);
    if (role != Role.ALL && broker.outside().isEmpty()) {
      throw new BadSetting("ROLE", "other than all needs ARTEMIS_URL");
    }
    var access = AccessSettings.read(reader);
    var sandboxes = SandboxSettings.read(reader);
    var jobs = JobSettings.read(reader, sandboxes.maxConcurrent());
    var history = HistorySettings.read(reader, role);
    return new Settings(
        worker(reader),
        role,
        HttpSettings.read(reader, !access.apiTokens().isEmpty()),
        access,
        RedisAddress.read(reader, "REDIS_URL"),
        broker,
        sandboxes,
        jobs,
        CacheSettings.read(reader),
        history,
        FileSettings.read(reader, jobs),
        WebhookSettings.read(reader),
        reader.choice("LOG_FORMAT", LogFormat.class),
        TraceSettings.read(reader),
        LanguageSettings.read(reader),
        HintSettings.read(reader, history));
  }

  private static String worker(SettingsReader reader) {
    var name = reader.optional("WORKER_ID").orElseGet(() -> hostName() + "-" + port(reader));
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new BadSetting("WORKER_ID", "must be 1 to 64 letters, digits, '.', '_' and '-'");
    }
    return name;
  }

  /** That of the server, which need not be the setting where EvalX was deployed by hand. */
  private static int port(SettingsReader reader) {
    var setting = reader.number("PORT", 1, 65535);
    return ServerPort.find(reader::foreign).orElse(setting);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "worker";
    }
  }
}
