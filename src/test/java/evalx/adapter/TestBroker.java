package evalx.adapter;

import evalx.FreePort;
import evalx.config.Account;
import evalx.config.BrokerAddress;
import evalx.config.Settings;
import jakarta.jms.MessageListener;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.management.QueueControl;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * The embedded broker without an app server: the real one, in a folder and on a port of its own.
 */
public final class TestBroker implements AutoCloseable {
  private static final Account APPLICATION = new Account("evalx", "of this process");
  private static final String PRODUCER_PASSWORD = "of a test";
  private static final String MANAGEMENT = "activemq.management";

  private final Settings settings;
  private EmbeddedBroker broker;

  /**
   * @param more settings beside those that keep it apart
   */
  public TestBroker(Path folder, Map<String, String> more) {
    var all = new HashMap<>(more);
    all.put("DATA_DIR", folder.toString());
    all.put("BROKER_PORT", Integer.toString(FreePort.next()));
    all.put("AMQP_PORT", Integer.toString(FreePort.next()));
    all.put("PRODUCER_PASSWORD", PRODUCER_PASSWORD);
    settings = Settings.of(all::get);
    start();
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

  /** Lets an address hold as many messages and no more, until it is stopped. */
  public void limit(String address, long messages) {
    var all = server().getAddressSettingsRepository();
    all.addMatch(address, new AddressSettings(all.getMatch(address)).setMaxSizeMessages(messages));
  }

  /** Lets failed messages of an address come again at once, until it is stopped. */
  public void redeliverAtOnce(String address) {
    var all = server().getAddressSettingsRepository();
    var settings = new AddressSettings(all.getMatch(address));
    all.addMatch(address, settings.setRedeliveryDelay(1).setMaxRedeliveryDelay(1));
  }

  /**
   * Lets messages of an address become dead letters after this many deliveries, until it is
   * stopped.
   */
  public void giveUpAfter(String address, int deliveries) {
    var all = server().getAddressSettingsRepository();
    var settings = new AddressSettings(all.getMatch(address));
    all.addMatch(address, settings.setMaxDeliveryAttempts(deliveries));
  }

  /** Removes all messages of a queue, those delayed too. */
  public void purge(String queue) throws Exception {
    control(queue).removeAllMessages();
  }

  private QueueControl control(String queue) {
    return (QueueControl) server().getManagementService().getResource(ResourceNames.QUEUE + queue);
  }

  /** How many messages a queue holds. */
  public long depth(String queue) throws Exception {
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

  /** Lets nobody manage it, and so make queues, until {@link #allowManagement}. */
  public void refuseManagement() {
    server().getSecurityRepository().addMatch(MANAGEMENT, Set.of());
  }

  /** Lets those manage it again whom its configuration names. */
  public void allowManagement() {
    server().getSecurityRepository().removeMatch(MANAGEMENT);
  }

  /** Makes it find its disk full, until {@link #freeDisk}. */
  public void fillDisk() {
    needFree(Long.MAX_VALUE);
  }

  /** Makes it find room on its disk again. */
  public void freeDisk() {
    needFree(1);
  }

  private void needFree(long bytes) {
    var monitor = ((ActiveMQServerImpl) server()).getMonitor();
    monitor.setMinDiskFree(bytes);
    monitor.tick();
  }

  /** The broker's own view. */
  ActiveMQServer server() {
    return broker.server();
  }

  /** Connections for sending, as the resource adapter makes them. */
  public ActiveMQConnectionFactory outbound() {
    return new Outbound(APPLICATION, Transports.inVm());
  }

  /** The same over TCP and with another password. */
  public ActiveMQConnectionFactory outbound(String password) {
    return new Outbound(new Account(APPLICATION.name(), password), tcp());
  }

  private TransportConfiguration tcp() {
    return Transports.of(List.of(new BrokerAddress("127.0.0.1", port(), Map.of()))).get(0);
  }

  /** Where it listens for JMS clients. */
  public int port() {
    return settings.broker().embedded().listening().port();
  }

  Inbound inbound() {
    return new Inbound(APPLICATION, Transports.inVm());
  }

  /** As another node sees it: over TCP. */
  Inbound overTcp() {
    return overTcp(APPLICATION.password());
  }

  Inbound overTcp(String password) {
    return new Inbound(new Account(APPLICATION.name(), password), tcp());
  }

  /** Gives the messages of a queue to a bean, one at a time, as the resource adapter does. */
  public AutoCloseable deliver(String queue, MessageListener bean) {
    return deliver(queue, bean, 1);
  }

  /** The same with some messages at a time. */
  public AutoCloseable deliver(String queue, MessageListener bean, int places) {
    var spec = new JobActivationSpec();
    spec.setDestination(queue);
    var incoming = new Incoming(settings.http().maxBodyBytes());
    var listener = new Listener(new FakeEndpoints(bean), spec, inbound(), incoming, places);
    listener.consume(List.of());
    return listener::close;
  }

  /** Sends as an operator does in the web console. */
  public void sendFromConsole(String queue, String text) throws Exception {
    control(queue)
        .sendMessage(
            Map.of(), Message.TEXT_TYPE, text, true, APPLICATION.name(), APPLICATION.password());
  }

  /** Where AMQP clients connect, with the name and password of {@link #producer}. */
  public String amqpUrl() {
    return "amqp://127.0.0.1:" + settings.broker().embedded().listening().amqpPort().orElseThrow();
  }

  /** The password of the producer. */
  public String producerPassword() {
    return PRODUCER_PASSWORD;
  }

  /** Connections of an outside producer, over TCP. */
  public ActiveMQConnectionFactory producer() {
    return producer("producer", PRODUCER_PASSWORD);
  }

  /** The same of an account of PRODUCERS. */
  ActiveMQConnectionFactory producer(String name, String password) {
    return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port(), name, password);
  }

  @Override
  public void close() {
    stop();
  }
}
