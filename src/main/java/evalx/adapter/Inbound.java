package evalx.adapter;

import evalx.config.Account;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/**
 * Opens sessions that take messages one at a time: no prefetch, so a message lies with a worker
 * only while that worker handles it. A broken connection is not mended; its holder opens another.
 */
final class Inbound {
  private static final Logger LOG = System.getLogger(Inbound.class.getName());
  private static final long CALL_TIMEOUT_MILLIS = 5_000;
  private static final long CHECK_MILLIS = 5_000;
  private static final long TTL_MILLIS = 30_000;

  private final AtomicBoolean away = new AtomicBoolean();
  private final Set<String> unheard = ConcurrentHashMap.newKeySet();
  private final TransportConfiguration transport;
  private final Account account;

  Inbound(TransportConfiguration transport, Account account) {
    this.transport = transport;
    this.account = account;
  }

  /** A connection of its own with one session, whose acknowledgements count at its commit. */
  Connection open() throws Exception {
    try {
      var connection = connect();
      if (away.getAndSet(false)) {
        LOG.log(Level.INFO, "The broker is back");
      }
      return connection;
    } catch (Exception e) {
      if (!away.getAndSet(true)) {
        LOG.log(Level.WARNING, "The broker is away, no messages for now: {0}", e.getMessage());
      }
      throw e;
    }
  }

  private Connection connect() throws Exception {
    var locator = ActiveMQClient.createServerLocatorWithoutHA(transport);
    try {
      locator.setReconnectAttempts(0).setInitialConnectAttempts(1);
      // The commit is what counts: it is answered from the disk, and fails if the acknowledgement
      // before it did. So nobody need wait for that one too.
      locator.setConsumerWindowSize(0).setBlockOnAcknowledge(false);
      locator.setCallTimeout(CALL_TIMEOUT_MILLIS).setConnectionTTL(TTL_MILLIS);
      locator.setClientFailureCheckPeriod(CHECK_MILLIS);
      var factory = locator.createSessionFactory();
      var session =
          factory.createSession(account.name(), account.password(), false, false, false, false, 0);
      session.start();
      return new Connection(locator, factory, session);
    } catch (Exception e) {
      locator.close();
      throw e;
    }
  }

  /**
   * A consumer of a queue.
   *
   * @throws ActiveMQException when there is no such queue or it may not be heard, which the log
   *     says once until it is heard again
   */
  ClientConsumer consumer(ClientSession session, String queue) throws ActiveMQException {
    try {
      var consumer = session.createConsumer(queue);
      if (unheard.remove(queue)) {
        LOG.log(Level.INFO, "{0} is heard again", queue);
      }
      return consumer;
    } catch (ActiveMQException e) {
      if (unheard.add(queue)) {
        LOG.log(Level.WARNING, "{0} is not heard for now: {1}", queue, e.getMessage());
      }
      throw e;
    }
  }

  /** A session with the connection under it. */
  record Connection(ServerLocator locator, ClientSessionFactory factory, ClientSession session)
      implements AutoCloseable {
    @Override
    public void close() throws ActiveMQException {
      try {
        session.close();
      } finally {
        factory.close();
        locator.close();
      }
    }
  }
}
