package evalx.adapter;

import evalx.config.Account;
import evalx.config.BrokerSettings;
import evalx.config.BrokerSettings.Listening;
import evalx.config.Producers;
import evalx.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.deployers.impl.FileConfigurationParser;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.apache.activemq.artemis.utils.XMLUtil;
import org.w3c.dom.Element;

/** A broker in this process: broker.xml with the acceptors, folders and limits of the settings. */
final class EmbeddedBroker {
  private static final String JOBS = "evalx.jobs.#";

  /** The role that receives the replies of an account. */
  private static final String REPLIES_OF = "replies-";

  /** Four lines a message unless off; held because java.util.logging forgets unheld loggers. */
  private static final List<Logger> AUDIT =
      Stream.of("base", "resource", "message")
          .map(name -> Logger.getLogger("org.apache.activemq.audit." + name))
          .toList();

  private final ActiveMQServer server;
  private final Runnable onUnexpectedStop;
  private volatile boolean stopping;

  private EmbeddedBroker(ActiveMQServer server, Runnable onUnexpectedStop) {
    this.server = server;
    this.onUnexpectedStop = onUnexpectedStop;
  }

  /**
   * Starts it.
   *
   * @param application who may do everything, from inside this process
   * @param onUnexpectedStop called once if it stops without {@link #stop}: Artemis ends its server
   *     when the journal cannot be written
   * @throws IOException when the port is taken, or the journal cannot be opened
   */
  static EmbeddedBroker start(Settings settings, Account application, Runnable onUnexpectedStop)
      throws Exception {
    turnAuditLogOff();
    var embedded =
        new EmbeddedActiveMQ()
            .setConfiguration(configuration(settings))
            .setSecurityManager(
                new ActiveMQJAASSecurityManager(
                    InVMLoginModule.class.getName(), accounts(settings.broker(), application)));
    embedded.createActiveMQServer();
    var broker = new EmbeddedBroker(embedded.getActiveMQServer(), onUnexpectedStop);
    broker.start(settings.broker());
    return broker;
  }

  /** Artemis logs a failure of its activation and returns as if it had started. */
  private void start(BrokerSettings settings) throws Exception {
    var failure = new AtomicReference<Exception>();
    server.registerActivationFailureListener(failure::set);
    try {
      server.start();
      if (failure.get() != null) {
        throw failure.get();
      }
      if (!isRunning()) {
        throw new IOException("the embedded broker is not active after its start; see the log");
      }
    } catch (Exception e) {
      stop();
      throw new IOException(reason(e, settings), e);
    }
    server.registerActivateCallback(
        new ActivateCallback() {
          @Override
          public void preDeActivate() {
            if (!stopping) {
              onUnexpectedStop.run();
            }
          }
        });
  }

  private static String reason(Exception failure, BrokerSettings settings) {
    var listening = settings.embedded().listening();
    var listens =
        settings.hasProducers()
            ? ", which listens on %s:%d (BROKER_HOST, BROKER_PORT)%s,"
                .formatted(listening.host(), listening.port(), amqp(listening))
            : "";
    return "the embedded broker" + listens + " cannot start: " + failure.getMessage();
  }

  private static String amqp(Listening listening) {
    return listening.amqpPort().isPresent()
        ? " and on port %d (AMQP_PORT)".formatted(listening.amqpPort().getAsInt())
        : "";
  }

  /** With it on, Artemis 2.40 also fails to start on JDK 24 and newer. */
  static void turnAuditLogOff() {
    AUDIT.forEach(logger -> logger.setLevel(Level.OFF));
  }

  static Configuration configuration(Settings settings) throws Exception {
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
    if (settings.broker().hasProducers()) {
      listen(configuration, broker.listening());
      var maxBytes = new Incoming(settings.http().maxBodyBytes()).maxBytes();
      configuration.registerBrokerPlugin(new RefuseUnreadable(maxBytes));
    }
    settings.broker().producers().accounts().forEach(account -> separate(configuration, account));
    Objects.requireNonNull(configuration.getAddressSettings().get(JOBS), JOBS)
        .setMaxSizeMessages(settings.broker().maxQueueDepth())
        .setExpiryDelay(settings.runs().jobs().taskTtl().toMillis());
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

  /** Whether it takes and delivers messages. */
  boolean isRunning() {
    return server.isStarted() && server.isActive();
  }

  /** The broker under it. */
  ActiveMQServer server() {
    return server;
  }

  void stop() throws Exception {
    stopping = true;
    server.stop();
  }
}
