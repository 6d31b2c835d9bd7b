package evalx.api;

import evalx.format.Problem;
import evalx.push.EventStreams;
import evalx.push.StreamLimits;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Checks a request for a WebSocket before the server accepts it, and tells the endpoint what it
 * found: a WebSocket knows the principal of its request, and no other thing of it.
 */
public final class SocketFilter extends HttpFilter {
  private static final Problem NO_SOCKET =
      Problem.of(400, "No WebSocket", "This path takes WebSockets only.");
  private static final Problem FOREIGN =
      Problem.of(403, "Origin not allowed", "Pages of this origin may not open WebSockets here.");

  private Origins origins;
  private EventStreams streams;
  private StreamLimits limits;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public SocketFilter() {}

  @Inject
  final void use(Origins givenOrigins, EventStreams givenStreams, StreamLimits givenLimits) {
    origins = givenOrigins;
    streams = givenStreams;
    limits = givenLimits;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var path = WebFiles.path(request);
    if (EventPath.isSocket(path)) {
      try {
        chain.doFilter(new HandshakeRequest(request, check(request, path)), response);
      } catch (RuntimeException e) {
        ServerProblems.send(response, e);
      }
    } else {
      chain.doFilter(request, response);
    }
  }

  private SocketRequest check(HttpServletRequest request, String path) {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      throw new Refusal(NO_SOCKET);
    }
    if (!origins.allows(request)) {
      throw new Refusal(FOREIGN);
    }
    var caller = Authentication.caller(request, Caller.Scope.READ);
    var from = EventRequest.from(request);
    var submission = EventPath.submission(path);
    if (submission.isEmpty() && !path.equals(EventPath.SOCKET)) {
      throw new Refusal(SubmissionsResource.UNKNOWN);
    }
    return new SocketRequest(
        caller, submission, from, streams, limits, ClientConnection.of(request));
  }
}
