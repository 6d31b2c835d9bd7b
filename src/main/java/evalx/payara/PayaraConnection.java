package evalx.payara;

import jakarta.servlet.ServletRequest;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.server.Request;

/** The connection below a request that Payara gives to a web application. */
public final class PayaraConnection {
  private static final String OF_PAYARA = "org.apache.catalina.connector.RequestFacade";

  private final Connection<?> connection;

  private PayaraConnection(Connection<?> connection) {
    this.connection = connection;
  }

  /** Whether a request, without what others wrapped around it, is Payara's. */
  public static boolean isOfPayara(ServletRequest request) {
    return request.getClass().getName().equals(OF_PAYARA);
  }

  /** The connection of a request of Payara. */
  public static PayaraConnection of(ServletRequest request) throws ReflectiveOperationException {
    return new PayaraConnection(coyoteRequest(request).getContext().getConnection());
  }

  /** The request below the one that Payara gives to a web application. */
  static Request coyoteRequest(Object facade) throws ReflectiveOperationException {
    var catalina = facade.getClass().getMethod("getUnwrappedCoyoteRequest").invoke(facade);
    return (Request) catalina.getClass().getMethod("getCoyoteRequest").invoke(catalina);
  }

  public boolean isOpen() {
    return connection.isOpen();
  }

  /** Ends it at once, with what waits to be sent. */
  public void cut() {
    connection.terminateSilently();
  }
}
