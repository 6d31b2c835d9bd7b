package evalx.adapter;

import evalx.config.Account;
import evalx.config.BrokerSettings;
import evalx.config.BrokerSettings.Listening;
import evalx.config.Settings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** A broker in this process. */
final class EmbeddedBroker {
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
            .setConfiguration(EmbeddedConfiguration.of(settings))
            .setSecurityManager(
                new ActiveMQJAASSecurityManager(
                    InVMLoginModule.class.getName(),
                    EmbeddedConfiguration.accounts(settings.broker(), application)));
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
