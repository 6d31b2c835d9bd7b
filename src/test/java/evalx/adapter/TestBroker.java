package evalx.adapter;

import evalx.config.Account;
import evalx.config.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
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
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again after a stop, with the journal it had. */
  public void start() {
    try {
      broker = EmbeddedBroker.start(settings.broker(), APPLICATION);
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
    try (var connection = inbound().open()) {
      var queue = QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST);
      connection.session().createAddress(queue.getAddress(), RoutingType.ANYCAST, false);
      connection.session().createQueue(queue);
    }
  }

  /** How many messages a queue holds. */
  long depth(String queue) throws Exception {
    try (var connection = inbound().open()) {
      return connection.session().queueQuery(SimpleString.of(queue)).getMessageCount();
    }
  }

  /** Connections for sending, as the resource adapter makes them. */
  public ActiveMQConnectionFactory outbound() {
    return new Outbound(IN_VM, APPLICATION);
  }

  Inbound inbound() {
    return new Inbound(IN_VM, APPLICATION);
  }

  /** Connections of an outside producer, over TCP. */
  public ActiveMQConnectionFactory producer() {
    var url = "tcp://127.0.0.1:" + settings.broker().port();
    return new ActiveMQConnectionFactory(url, "producer", PRODUCER_PASSWORD);
  }

  @Override
  public void close() {
    stop();
  }
}
