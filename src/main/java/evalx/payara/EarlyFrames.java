package evalx.payara;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Lets frames wait that a client sends with its handshake, or right after it, until its WebSocket
 * is there. Payara's handler asks to hear of them before it makes the WebSocket, and when it hears
 * at once it waits for the WebSocket on the thread that would make it: the client hangs, and the
 * thread never serves a request again.
 */
public final class EarlyFrames implements HttpUpgradeHandler {
  private static final Logger LOG = System.getLogger(EarlyFrames.class.getName());

  @SuppressWarnings("NullAway.Init")
  private HttpUpgradeHandler handler;

  /** For the server. */
  public EarlyFrames() {}

  /** Upgrades a request as it does itself; only where the handler itself is told of frames. */
  public static <T extends HttpUpgradeHandler> T upgrade(HttpServletRequest request, Class<T> type)
      throws IOException, ServletException {
    if (!ReadListener.class.isAssignableFrom(type)) {
      return request.upgrade(type);
    }
    try {
      var handler = type.getConstructor().newInstance();
      request.upgrade(EarlyFrames.class).handler = handler;
      return handler;
    } catch (ReflectiveOperationException e) {
      throw new ServletException(e);
    }
  }

  @Override
  public void init(WebConnection connection) {
    try {
      var input = new Input(connection.getInputStream());
      handler.init(new WithInput(connection, input));
      input.begin();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void destroy() {
    handler.destroy();
  }

  @SuppressWarnings("try") // what the interface declares may be an interruption
  private record WithInput(WebConnection connection, ServletInputStream input)
      implements WebConnection {
    @Override
    public ServletInputStream getInputStream() {
      return input;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
      return connection.getOutputStream();
    }

    @Override
    public void close() throws Exception {
      connection.close();
    }
  }

  /** Tells its listener of nothing before it begins. */
  private static final class Input extends ServletInputStream {
    private final ServletInputStream from;
    private @Nullable ReadListener listener;

    Input(ServletInputStream from) {
      this.from = from;
    }

    /** A WebSocket that was closed as it opened has nothing to read any more. */
    void begin() {
      try {
        if (listener != null) {
          from.setReadListener(listener);
        }
      } catch (IllegalStateException e) {
        LOG.log(Level.DEBUG, "a WebSocket was closed as it opened: {0}", e.toString());
      }
    }

    @Override
    public void setReadListener(ReadListener given) {
      listener = given;
    }

    @Override
    public boolean isFinished() {
      return from.isFinished();
    }

    @Override
    public boolean isReady() {
      return from.isReady();
    }

    @Override
    public int available() throws IOException {
      return from.available();
    }

    @Override
    public int read() throws IOException {
      return from.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return from.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      from.close();
    }
  }
}
