package evalx.liberty;

import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.util.Objects;
import java.util.stream.Stream;

/** The connection below a request that Open Liberty gives to a web application. */
public final class LibertyConnection {
  private static final String OF_LIBERTY = "com.ibm.ws.webcontainer.srt.SRTServletRequest";
  private static final Logger LOG = System.getLogger(LibertyConnection.class.getName());

  private final Socket socket;

  private LibertyConnection(Socket socket) {
    this.socket = socket;
  }

  /** Whether a request, without what others wrapped around it, is Open Liberty's. */
  public static boolean isOfLiberty(ServletRequest request) {
    // Each version of the servlets has a request of its own, which extends the last version's.
    return Stream.<Class<?>>iterate(request.getClass(), Objects::nonNull, Class::getSuperclass)
        .anyMatch(type -> type.getName().equals(OF_LIBERTY));
  }

  /** The connection of a request of Open Liberty. */
  public static LibertyConnection of(ServletRequest request) throws ReflectiveOperationException {
    var inner = request.getClass().getMethod("getIRequest").invoke(request);
    if (inner.getClass().getMethod("getRequestSocket").invoke(inner) instanceof Socket socket) {
      return new LibertyConnection(socket);
    }
    throw new NoSuchFieldException("a request without a socket");
  }

  public boolean isOpen() {
    return !socket.isClosed();
  }

  /**
   * Ends it at once, with what waits to be sent. The server, which goes on to read and to write,
   * finds both over and closes the socket, as it must itself: it counts its connections.
   */
  public void cut() {
    try {
      socket.setSoLinger(true, 0);
      socket.shutdownOutput();
      socket.shutdownInput();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a connection was over already: {0}", e.toString());
    }
  }
}
