package evalx.broker;

import evalx.config.Settings;
import jakarta.jms.ConnectionFactory;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The broker as an account sees it. */
public final class BrokerAccess implements AutoCloseable {
  private final ExecutorService executor = Executors.newFixedThreadPool(4);

  public final Management management;
  public final BrokerCheck check;
  public final QueueControl control;
  public final MessageBrowser browser;
  public final Sender sender;

  public BrokerAccess(ConnectionFactory account) {
    var broker = new Broker(account, executor, 4);
    var ask = new AskBroker(broker);
    management = new Management(ask);
    check = new BrokerCheck(management, broker, Settings.of(Map.<String, String>of()::get));
    control = new QueueControl(ask, management);
    browser = new MessageBrowser(broker);
    sender = broker;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
