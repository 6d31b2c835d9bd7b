package evalx.api;

import evalx.config.AccessSettings.Origins;
import evalx.config.Settings;
import evalx.format.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Tells browsers which pages of other origins may use the API, as the Fetch standard has it, and
 * answers their preflights, which carry no token. Credentials that a browser adds by itself, such
 * as cookies, mean nothing here, and are not allowed.
 */
public final class CrossOrigin extends HttpFilter {
  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";

  /**
   * Judge0's IDE sends a region, whatever the server said of one, clients of MCP the version that
   * they have agreed on, Jobe's their key, and pages with OpenTelemetry the trace they belong to.
   */
  private static final String HEADERS =
      "Authorization, X-Auth-Token, X-Auth-User, X-Judge0-Region, Content-Type, Content-Encoding,"
          + " Accept, Idempotency-Key, Last-Event-ID, Cache-Control, MCP-Protocol-Version,"
          + " Mcp-Session-Id, X-API-KEY, traceparent, tracestate";

  private static final String EXPOSED =
      "Location, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, Allow";
  private static final String MAX_AGE_SECONDS = "7200";
  private static final Problem NOT_ALLOWED =
      Problem.of(403, "Origin not allowed", "CORS_ORIGINS does not name the origin of this page.");

  private Origins origins;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public CrossOrigin() {}

  @SuppressWarnings("NullAway.Init")
  CrossOrigin(Settings settings) {
    use(settings);
  }

  @Inject
  final void use(Settings settings) {
    origins = settings.access().origins();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var origin = request.getHeader("Origin");
    var isAllowed = origin != null && (origins.any() || origins.allowed().contains(origin));
    if (!origins.any()) {
      response.addHeader("Vary", "Origin");
    }
    if (isAllowed) {
      response.setHeader("Access-Control-Allow-Origin", origins.any() ? "*" : origin);
      response.setHeader("Access-Control-Expose-Headers", EXPOSED);
    }
    if (!isPreflight(request)) {
      chain.doFilter(request, response);
    } else if (isAllowed) {
      allow(response);
    } else {
      ServerProblems.send(response, NOT_ALLOWED);
    }
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Origin") != null
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  private static void allow(HttpServletResponse response) {
    response.setHeader("Access-Control-Allow-Methods", METHODS);
    response.setHeader("Access-Control-Allow-Headers", HEADERS);
    response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
