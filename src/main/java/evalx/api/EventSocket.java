package evalx.api;

import evalx.format.BoundedText;
import evalx.format.SocketMessage;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The server's end of a WebSocket over which events are told. */
public final class EventSocket extends Endpoint {
  private static final Logger LOG = System.getLogger(EventSocket.class.getName());

  private @Nullable SocketConnection connection;

  /** For the server. */
  public EventSocket() {}

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.setMaxTextMessageBufferSize(SocketMessage.MAX_CHARS);
    session.setMaxBinaryMessageBufferSize(1);
    // The connection looks after itself.
    session.setMaxIdleTimeout(0);
    var request = (SocketRequest) session.getUserPrincipal();
    var opened = new SocketConnection(session, request);
    connection = opened;
    session.addMessageHandler(PongMessage.class, pong -> opened.heard());
    session.addMessageHandler(
        String.class,
        new BoundedText(SocketMessage.MAX_CHARS, opened::onMessage, opened::onTooLarge));
    opened.open();
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    if (connection != null) {
      connection.onClose();
    }
  }

  @Override
  public void onError(Session session, Throwable failure) {
    LOG.log(Level.DEBUG, "a WebSocket failed", failure);
  }
}
