package evalx.payara;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.glassfish.grizzly.http.server.Request;

/**
 * Cuts the connection of a client that does not read. Payara keeps what was written to an answer
 * that is over until its client takes it, for as long as that stays; a web application has no means
 * against this. On other servers it does nothing.
 */
public final class CutConnection {
  private static final Logger LOG = System.getLogger(CutConnection.class.getName());

  private CutConnection() {}

  /**
   * What cuts the connection that a request comes over; to be asked for while the server still has
   * the request.
   */
  public static Runnable of(ServletRequest request) {
    var facade = request;
    while (facade instanceof ServletRequestWrapper wrapper) {
      facade = wrapper.getRequest();
    }
    try {
      return ListenerGuard.isOfPayara(facade) ? cut(facade) : () -> {};
    } catch (ReflectiveOperationException | LinkageError e) {
      LOG.log(Level.WARNING, "connections of slow clients stay until they leave", e);
      return () -> {};
    }
  }

  private static Runnable cut(Object facade) throws ReflectiveOperationException {
    var connection = coyoteRequest(facade).getContext().getConnection();
    return connection::terminateSilently;
  }

  /** The request below the one that Payara gives to a web application. */
  static Request coyoteRequest(Object facade) throws ReflectiveOperationException {
    var catalina = facade.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(facade);
    return (Request) catalina.getClass().getMethod("getCoyoteRequest").invoke(catalina);
  }
}
