package evalx.broker;

import jakarta.jms.ConnectionFactory;
import java.util.concurrent.Executor;

/** Senders, and what asks the broker, for the tests of others. */
public final class Brokers {
  private static final int MAX_CALLS = 4;

  private Brokers() {}

  /**
   * Sends over real connections.
   *
   * @param executor of four threads
   */
  public static Sender sender(ConnectionFactory connections, Executor executor) {
    return new Broker(connections, executor, MAX_CALLS);
  }

  /** Asks a broker about itself over real connections, likewise. */
  public static Management management(ConnectionFactory connections, Executor executor) {
    return new Management(new AskBroker(new Broker(connections, executor, MAX_CALLS)));
  }
}
