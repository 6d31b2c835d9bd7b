package evalx.config;

import java.util.function.UnaryOperator;

/**
 * Every setting of a node, checked. Names, defaults and ranges are in {@code
 * META-INF/microprofile-config.properties}. A new setting is a key there and a part of the record
 * of its component, which reads it.
 */
public record Settings(
    NodeSettings node,
    HttpSettings http,
    AccessSettings access,
    BrokerSettings broker,
    StoreSettings stores,
    RunSettings runs,
    WebhookSettings webhooks) {

  /** Whether the nodes that run a job find the files that a client has sent to this one. */
  public boolean findsFilesEverywhere() {
    return node.role() == Role.ALL || stores.files().place().isPresent();
  }

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
    var node = NodeSettings.read(reader);
    var broker = BrokerSettings.read(reader);
    if (node.role() != Role.ALL && broker.outside().isEmpty()) {
      throw new BadSetting("ROLE", "other than all needs ARTEMIS_URL");
    }
    var access = AccessSettings.read(reader);
    var http = HttpSettings.read(reader, !access.apiTokens().isEmpty());
    var history = HistorySettings.read(reader, node.role());
    var runs = RunSettings.read(reader, history);
    var stores = StoreSettings.read(reader, history, runs.jobs());
    return new Settings(node, http, access, broker, stores, runs, WebhookSettings.read(reader));
  }
}
