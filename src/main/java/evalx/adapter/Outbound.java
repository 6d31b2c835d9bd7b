package evalx.adapter;

import evalx.config.Account;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;

/**
 * Connections for sending and for looking into queues, always with the adapter's own account,
 * because a server that was told none passes an empty one. While the broker is away a send fails at
 * once, and while it hangs, after the call timeout. A broken connection is not repaired; the
 * server's pool discards it.
 */
final class Outbound extends ActiveMQXAConnectionFactory {
  private static final long CALL_TIMEOUT_MILLIS = 5_000;
  private static final long CHECK_MILLIS = 5_000;
  private static final long TTL_MILLIS = 30_000;

  private final transient Account account;

  /**
   * @param transports to a broker and its backups, tried in turn
   */
  Outbound(Account account, TransportConfiguration... transports) {
    super(false, transports);
    this.account = account;
    setReconnectAttempts(0);
    setInitialConnectAttempts(1);
    setCallTimeout(CALL_TIMEOUT_MILLIS);
    setCallFailoverTimeout(CALL_TIMEOUT_MILLIS);
    setConnectionTTL(TTL_MILLIS);
    setClientFailureCheckPeriod(CHECK_MILLIS);
    setBlockOnDurableSend(true);
    setBlockOnAcknowledge(true);
    setCacheDestinations(true);
    setEnableSharedClientID(true);
    getServerLocator().addIncomingInterceptor(new MarkSeen());
  }

  @Override
  protected ActiveMQConnection createConnectionInternal(
      String user, String password, boolean xa, int type) throws JMSException {
    return super.createConnectionInternal(account.name(), account.password(), xa, type);
  }
}
