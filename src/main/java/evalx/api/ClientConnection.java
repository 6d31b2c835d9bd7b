package evalx.api;

import evalx.liberty.LibertyConnection;
import evalx.payara.PayaraConnection;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The connection that a request comes over, which has to be cut where a client does not read.
 * Payara keeps what was written to an answer that is over until its client takes it, for as long as
 * that stays; Open Liberty waits for the end of a WebSocket for as long as its client sends
 * anything else. A web application has no means against either. The connections of other servers
 * are not known: they are taken to be closed.
 *
 * @param open whether it is there
 * @param cut ends it at once, with what waits to be sent
 */
record ClientConnection(BooleanSupplier open, Runnable cut) {
  private static final ClientConnection UNKNOWN = new ClientConnection(() -> false, () -> {});
  private static final AtomicBoolean TOLD = new AtomicBoolean();
  private static final Logger LOG = System.getLogger(ClientConnection.class.getName());

  /** To be asked for while the server still has the request. */
  static ClientConnection of(ServletRequest request) {
    var bare = request;
    while (bare instanceof ServletRequestWrapper wrapper) {
      bare = wrapper.getRequest();
    }
    try {
      if (PayaraConnection.isOfPayara(bare)) {
        var connection = PayaraConnection.of(bare);
        return new ClientConnection(connection::isOpen, connection::cut);
      }
      if (LibertyConnection.isOfLiberty(bare)) {
        var connection = LibertyConnection.of(bare);
        return new ClientConnection(connection::isOpen, connection::cut);
      }
    } catch (ReflectiveOperationException | LinkageError e) {
      if (TOLD.compareAndSet(false, true)) {
        LOG.log(Level.WARNING, "connections of slow clients stay until they leave", e);
      }
    }
    return UNKNOWN;
  }

  boolean isOpen() {
    return open.getAsBoolean();
  }

  /** Whether it was cut: that of another server cannot be. */
  boolean end() {
    cut.run();
    return !equals(UNKNOWN);
  }
}
