package evalx.adapter;

import evalx.config.Account;
import evalx.config.BrokerSettings;
import evalx.config.BrokerSettings.Listening;
import evalx.config.Producers;
import evalx.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Set;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.deployers.impl.FileConfigurationParser;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.utils.XMLUtil;
import org.w3c.dom.Element;

/** broker.xml with the acceptors, folders, limits and accounts of the settings. */
final class EmbeddedConfiguration {
  private static final String JOBS = "evalx.jobs.#";

  /** The role that receives the replies of an account. */
  private static final String REPLIES_OF = "replies-";

  private EmbeddedConfiguration() {}

  static Configuration of(Settings settings) throws Exception {
    var broker = settings.broker().embedded();
    var configuration = parse();
    var folder = Files.createDirectories(broker.data().resolve("artemis"));
    configuration
        .setBindingsDirectory(folder.resolve("bindings").toString())
        .setJournalDirectory(folder.resolve("journal").toString())
        .setLargeMessagesDirectory(folder.resolve("large-messages").toString())
        .setPagingDirectory(folder.resolve("paging").toString())
        .setJMXManagementEnabled(false)
        .clearAcceptorConfigurations()
        .addAcceptorConfiguration("in-vm", "vm://0");
    var taskTtl = settings.runs().jobs().taskTtl().toMillis();
    if (settings.broker().hasProducers()) {
      listen(configuration, broker.listening());
      var maxBytes = new Incoming(settings.http().maxBodyBytes()).maxBytes();
      configuration.registerBrokerPlugin(new RefuseUnreadable(maxBytes));
      configuration.registerBrokerPlugin(new RefuseFarDelay(taskTtl));
    }
    settings.broker().producers().accounts().forEach(account -> separate(configuration, account));
    Objects.requireNonNull(configuration.getAddressSettings().get(JOBS), JOBS)
        .setMaxSizeMessages(settings.broker().maxQueueDepth())
        .setMaxExpiryDelay(taskTtl);
    return configuration;
  }

  /** Nobody but an account, and EvalX which sends them, has to do with its replies. */
  private static void separate(Configuration configuration, Account account) {
    var own = REPLIES_OF + account.name();
    var roles =
        Set.of(
            // name, send, consume, queues (durable, others: make, delete), manage, browse,
            // addresses
            new Role(
                own, false, true, true, true, true, true, false, true, true, true, true, false),
            new Role(
                "evalx", true, false, true, true, false, false, false, true, true, true, true,
                false));
    configuration.putSecurityRoles(Producers.replies(account), roles);
  }

  private static void listen(Configuration configuration, Listening listening) {
    configuration.addAcceptorConfiguration(
        Transports.acceptor(listening, listening.port(), "CORE"));
    listening
        .amqpPort()
        .ifPresent(
            port ->
                configuration.addAcceptorConfiguration(
                    Transports.acceptor(listening, port, "AMQP")));
  }

  private static Configuration parse() throws Exception {
    try (InputStream in = EmbeddedConfiguration.class.getResourceAsStream("broker.xml")) {
      if (in == null) {
        throw new IOException("broker.xml is missing in the resource adapter archive");
      }
      var core = (Element) XMLUtil.streamToElement(in).getElementsByTagName("core").item(0);
      var configuration = new ConfigurationImpl();
      new FileConfigurationParser().parseMainConfig(core, configuration);
      return configuration;
    }
  }

  /** Who may do what; the application everything. */
  static SecurityConfiguration accounts(BrokerSettings settings, Account application) {
    var accounts = new SecurityConfiguration();
    accounts.addUser(application.name(), application.password());
    accounts.addRole(application.name(), "evalx");
    settings
        .embedded()
        .producer()
        .ifPresent(
            producer -> {
              accounts.addUser(producer.name(), producer.password());
              accounts.addRole(producer.name(), "producer");
            });
    for (Account producer : settings.producers().accounts()) {
      accounts.addUser(producer.name(), producer.password());
      accounts.addRole(producer.name(), "sender");
      accounts.addRole(producer.name(), REPLIES_OF + producer.name());
    }
    return accounts;
  }
}
