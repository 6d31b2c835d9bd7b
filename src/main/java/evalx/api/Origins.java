package evalx.api;

import evalx.config.AccessSettings;
import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of the web may open a WebSocket here: those of this server, and those that may use
 * the API at all. Browsers do not hold WebSockets back as they do other requests.
 */
@Singleton
final class Origins {
  private final AccessSettings.Origins others;

  @Inject
  Origins(Settings settings) {
    this.others = settings.access().origins();
  }

  /** Whether a request comes from no browser, or from a page that may. */
  boolean allows(HttpServletRequest request) {
    var origin = request.getHeader("Origin");
    return origin == null
        || others.any()
        || others.allowed().contains(origin)
        || isOwn(origin, request.getHeader("Host"));
  }

  /** The scheme says nothing: TLS may end at a proxy. */
  private static boolean isOwn(String origin, @Nullable String host) {
    return host != null
        && (origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host));
  }
}
