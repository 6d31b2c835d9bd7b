package evalx.adapter;

import evalx.config.Account;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/**
 * Opens connections, sessions and consumers for taking messages, and knows what keeps it from doing
 * so. A broken connection is not repaired; its owner opens another.
 */
final class Inbound {
  static final long CALL_TIMEOUT_MILLIS = 5_000;
  private static final Logger LOG = System.getLogger(Inbound.class.getName());
  private static final long CHECK_MILLIS = 5_000;
  private static final long TTL_MILLIS = 30_000;

  private final AtomicReference<String> problem = new AtomicReference<>();
  private final Map<String, String> unavailableQueues = new ConcurrentHashMap<>();
  private final Account account;
  private final TransportConfiguration[] transports;

  /**
   * @param transports to a broker and its backups, tried in turn
   */
  Inbound(Account account, TransportConfiguration... transports) {
    this.account = account;
    this.transports = transports.clone();
  }

  /**
   * Opens a connection for sessions to share.
   *
   * @param arrivals sees every packet that the broker sends
   */
  Link connect(Interceptor arrivals) throws Exception {
    var locator = ActiveMQClient.createServerLocatorWithoutHA(transports);
    try {
      locator.setReconnectAttempts(0).setInitialConnectAttempts(1);
      // The commit is answered from the disk and fails if an acknowledgement before it did, so
      // nothing needs to wait for the acknowledgement itself.
      locator.setConsumerWindowSize(0).setBlockOnAcknowledge(false);
      locator.setCallTimeout(CALL_TIMEOUT_MILLIS).setConnectionTTL(TTL_MILLIS);
      locator.setClientFailureCheckPeriod(CHECK_MILLIS);
      locator.addIncomingInterceptor(arrivals);
      return new Link(locator, locator.createSessionFactory());
    } catch (Exception e) {
      locator.close();
      throw failed(e);
    }
  }

  /** Opens a session whose acknowledgements count when it is committed. */
  ClientSession session(Link link) throws Exception {
    try {
      var session =
          link.factory()
              .createSession(account.name(), account.password(), false, false, false, false, 0);
      if (problem.getAndSet(null) != null) {
        LOG.log(Level.INFO, "Connected to the broker again");
      }
      return session;
    } catch (Exception e) {
      throw failed(e);
    }
  }

  private Exception failed(Exception failure) {
    var refused = failure instanceof ActiveMQSecurityException;
    var sentence =
        refused
            ? "the broker refuses the account '"
                + account.name()
                + "': check ARTEMIS_USER and ARTEMIS_PASSWORD"
            : "the broker is away: " + failure.getMessage();
    if (!sentence.equals(problem.getAndSet(sentence))) {
      LOG.log(
          refused ? Level.ERROR : Level.WARNING,
          "Cannot take messages, retrying every second: {0}",
          sentence);
    }
    return failure;
  }

  /** Why no session could be opened the last time. */
  Optional<String> problem() {
    return Optional.ofNullable(problem.get());
  }

  /**
   * Opens a consumer that gets nothing until it is given credits.
   *
   * @return empty when the queue does not exist or may not be consumed from, which the log says
   *     once
   */
  Optional<ClientConsumer> consumer(ClientSession session, WantedQueue queue)
      throws ActiveMQException {
    try {
      var consumer = session.createConsumer(queue.address(), queue.selector());
      if (unavailableQueues.remove(queue.name()) != null) {
        LOG.log(Level.INFO, "Consuming from {0} again", queue.name());
      }
      return Optional.of(consumer);
    } catch (ActiveMQException e) {
      switch (e.getType()) {
        case QUEUE_DOES_NOT_EXIST, SECURITY_EXCEPTION, INVALID_FILTER_EXPRESSION -> {
          unavailable(queue, e);
          return Optional.empty();
        }
        default -> throw e;
      }
    }
  }

  private void unavailable(WantedQueue queue, ActiveMQException failure) {
    var reason = String.valueOf(failure.getMessage());
    if (!reason.equals(unavailableQueues.put(queue.name(), reason))) {
      LOG.log(Level.WARNING, "Cannot consume from {0}, will retry: {1}", queue.name(), reason);
    }
  }

  /** A connection. Closing it closes its sessions. */
  record Link(ServerLocator locator, ClientSessionFactory factory) implements AutoCloseable {
    @Override
    public void close() {
      factory.close();
      locator.close();
    }
  }
}
