package evalx.api;

import evalx.payara.EarlyFrames;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request for a WebSocket as its endpoint sees it: the principal, which is all that an endpoint
 * knows of its request, carries what a filter found before.
 */
final class HandshakeRequest extends HttpServletRequestWrapper {
  private final Principal found;

  HandshakeRequest(HttpServletRequest request, Principal found) {
    super(request);
    this.found = found;
  }

  @Override
  public Principal getUserPrincipal() {
    return found;
  }

  @Override
  public <T extends HttpUpgradeHandler> T upgrade(Class<T> handler)
      throws IOException, ServletException {
    return EarlyFrames.upgrade((HttpServletRequest) getRequest(), handler);
  }

  /** A server should not keep one for each WebSocket. */
  @Override
  public @Nullable HttpSession getSession() {
    return null;
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    return null;
  }
}
