package evalx.dialect.piston;

import evalx.format.BoundedText;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The server's end of the WebSocket {@code /piston/api/v2/connect}. */
public final class ConnectSocket extends Endpoint {
  static final String PATH = "/piston/api/v2/connect";

  /** What the server takes at once, see web.xml, less some room. */
  private static final int MAX_MESSAGE_CHARS = 60_000;

  private static final Logger LOG = System.getLogger(ConnectSocket.class.getName());

  private @Nullable ConnectSession connected;

  /** For the server. */
  public ConnectSocket() {}

  /** Opens this door, before which {@link ConnectFilter} asks who comes. */
  public static void open(ServletContext context) throws ServletException {
    var container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
    try {
      container.addEndpoint(
          ServerEndpointConfig.Builder.create(ConnectSocket.class, PATH)
              .configurator(new CheckedBefore())
              .build());
    } catch (DeploymentException e) {
      throw new ServletException(e);
    }
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.setMaxTextMessageBufferSize(MAX_MESSAGE_CHARS);
    session.setMaxBinaryMessageBufferSize(1);
    var opened = new ConnectSession(session, (Connecting) session.getUserPrincipal());
    connected = opened;
    session.addMessageHandler(
        String.class, new BoundedText(MAX_MESSAGE_CHARS, opened::onMessage, opened::onTooLarge));
    opened.open();
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    if (connected != null) {
      connected.release();
    }
  }

  @Override
  public void onError(Session session, Throwable failure) {
    LOG.log(Level.DEBUG, "a WebSocket failed", failure);
  }

  /** {@link ConnectFilter} has checked the origin. */
  private static final class CheckedBefore extends ServerEndpointConfig.Configurator {
    @Override
    public boolean checkOrigin(String origin) {
      return true;
    }
  }
}
