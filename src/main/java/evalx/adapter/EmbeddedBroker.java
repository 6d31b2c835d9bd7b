package evalx.adapter;

import evalx.config.Account;
import evalx.config.BrokerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.deployers.impl.FileConfigurationParser;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.apache.activemq.artemis.utils.XMLUtil;
import org.w3c.dom.Element;

/** A broker in this process: broker.xml with the acceptors, folders and depth of the settings. */
final class EmbeddedBroker {
  private static final String JOBS = "evalx.jobs.#";

  /** Four lines a message unless off; held because java.util.logging forgets unheld loggers. */
  private static final List<Logger> AUDIT =
      Stream.of("base", "resource", "message")
          .map(name -> Logger.getLogger("org.apache.activemq.audit." + name))
          .toList();

  private final EmbeddedActiveMQ broker;

  private EmbeddedBroker(EmbeddedActiveMQ broker) {
    this.broker = broker;
  }

  /**
   * Starts it.
   *
   * @param application who may do everything, from inside this process
   * @throws Exception when the journal cannot be opened or the port is taken
   */
  static EmbeddedBroker start(BrokerSettings settings, Account application) throws Exception {
    AUDIT.forEach(logger -> logger.setLevel(Level.OFF));
    var broker =
        new EmbeddedActiveMQ()
            .setConfiguration(configuration(settings))
            .setSecurityManager(
                new ActiveMQJAASSecurityManager(
                    InVMLoginModule.class.getName(), accounts(settings, application)));
    return new EmbeddedBroker(broker.start());
  }

  static Configuration configuration(BrokerSettings settings) throws Exception {
    var configuration = parse();
    var folder = Files.createDirectories(settings.data().resolve("artemis"));
    configuration
        .setBindingsDirectory(folder.resolve("bindings").toString())
        .setJournalDirectory(folder.resolve("journal").toString())
        .setLargeMessagesDirectory(folder.resolve("large-messages").toString())
        .setPagingDirectory(folder.resolve("paging").toString())
        .setJMXManagementEnabled(false)
        .clearAcceptorConfigurations()
        .addAcceptorConfiguration("in-vm", "vm://0");
    if (settings.producer().isPresent()) {
      var address = "tcp://" + settings.host() + ":" + settings.port();
      configuration.addAcceptorConfiguration(
          "clients", address + "?protocols=CORE;tcpNoDelay=true");
    }
    configuration.getAddressSettings().get(JOBS).setMaxSizeMessages(settings.maxQueueDepth());
    return configuration;
  }

  private static Configuration parse() throws Exception {
    try (InputStream in = EmbeddedBroker.class.getResourceAsStream("broker.xml")) {
      if (in == null) {
        throw new IOException("broker.xml is missing in the resource adapter archive");
      }
      var core = (Element) XMLUtil.streamToElement(in).getElementsByTagName("core").item(0);
      var configuration = new ConfigurationImpl();
      new FileConfigurationParser().parseMainConfig(core, configuration);
      return configuration;
    }
  }

  private static SecurityConfiguration accounts(BrokerSettings settings, Account application) {
    var accounts = new SecurityConfiguration();
    accounts.addUser(application.name(), application.password());
    accounts.addRole(application.name(), "evalx");
    settings
        .producer()
        .ifPresent(
            producer -> {
              accounts.addUser(producer.name(), producer.password());
              accounts.addRole(producer.name(), "producer");
            });
    return accounts;
  }

  void stop() throws Exception {
    broker.stop();
  }
}
