package evalx.adapter;

import evalx.FreePort;
import evalx.config.Account;
import evalx.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * The embedded broker without an app server: the real one, in a folder and on a port of its own.
 */
public final class TestBroker implements AutoCloseable {
  private static final Account APPLICATION = new Account("evalx", "of this process");
  private static final String PRODUCER_PASSWORD = "of a test";
  private static final TransportConfiguration IN_VM =
      new TransportConfiguration(InVMConnectorFactory.class.getName(), Map.of("serverId", "0"));

  private final Settings settings;
  private EmbeddedBroker broker;

  /**
   * @param more settings beside those that keep it apart
   */
  public TestBroker(Path folder, Map<String, String> more) {
    var all = new HashMap<>(more);
    all.put("DATA_DIR", folder.toString());
    all.put("BROKER_PORT", Integer.toString(freePort()));
    all.put("PRODUCER_PASSWORD", PRODUCER_PASSWORD);
    settings = Settings.of(all::get);
    start();
  }

  private static int freePort() {
    return FreePort.next();
  }

  /** Starts it again after a stop, with the journal it had. */
  public void start() {
    try {
      broker = EmbeddedBroker.start(settings, APPLICATION, () -> {});
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public void stop() {
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a queue of jobs. */
  public void makeQueue(String name) throws Exception {
    withSession(
        session -> {
          var queue = QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST);
          session.createAddress(queue.getAddress(), RoutingType.ANYCAST, false);
          session.createQueue(queue);
          return null;
        });
  }

  /** How many messages a queue holds. */
  long depth(String queue) throws Exception {
    return withSession(session -> session.queueQuery(SimpleString.of(queue)).getMessageCount());
  }

  /** Something done with a session of its own. */
  interface Use<T> {
    T with(ClientSession session) throws Exception;
  }

  private <T> T withSession(Use<T> use) throws Exception {
    var inbound = inbound();
    try (var link = inbound.connect(new Arrivals());
        var session = inbound.session(link)) {
      return use.with(session);
    }
  }

  /** The broker's own view. */
  ActiveMQServer server() {
    return broker.server();
  }

  /** Connections for sending, as the resource adapter makes them. */
  public ActiveMQConnectionFactory outbound() {
    return new Outbound(IN_VM, APPLICATION);
  }

  /** The same over TCP and with another password. */
  public ActiveMQConnectionFactory outbound(String password) {
    return new Outbound(tcp(), new Account(APPLICATION.name(), password));
  }

  private TransportConfiguration tcp() {
    return new TransportConfiguration(
        NettyConnectorFactory.class.getName(),
        Map.of("host", "127.0.0.1", "port", Integer.toString(settings.broker().embedded().port())));
  }

  Inbound inbound() {
    return new Inbound(IN_VM, APPLICATION);
  }

  /** As another node sees it: over TCP. */
  Inbound overTcp() {
    return overTcp(APPLICATION.password());
  }

  Inbound overTcp(String password) {
    return new Inbound(tcp(), new Account(APPLICATION.name(), password));
  }

  /** Connections of an outside producer, over TCP. */
  public ActiveMQConnectionFactory producer() {
    var url = "tcp://127.0.0.1:" + settings.broker().embedded().port();
    return new ActiveMQConnectionFactory(url, "producer", PRODUCER_PASSWORD);
  }

  @Override
  public void close() {
    stop();
  }
}
