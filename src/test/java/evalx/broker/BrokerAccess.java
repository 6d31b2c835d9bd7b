package evalx.broker;

import jakarta.jms.ConnectionFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The broker as an account sees it. */
public final class BrokerAccess implements AutoCloseable {
  private final ExecutorService executor = Executors.newFixedThreadPool(4);

  public final Management management;
  public final BrokerCheck check;

  public BrokerAccess(ConnectionFactory account) {
    var broker = new Broker(account, executor, 4);
    management = new Management(broker);
    check = new BrokerCheck(management, broker);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
