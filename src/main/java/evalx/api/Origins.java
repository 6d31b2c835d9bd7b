package evalx.api;

import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of the web may use this server from a browser. Where clients need an API token or a
 * ticket, a page has nothing without one, so all may; where everybody is let in, only pages of this
 * server may, or any page could use an EvalX that its visitor can reach.
 */
@Singleton
final class Origins {
  private final boolean needsToken;

  @Inject
  Origins(Settings settings) {
    this.needsToken = !settings.http().apiTokens().isEmpty();
  }

  /** Whether a request comes from no browser, or from a page that may. */
  boolean allows(HttpServletRequest request) {
    var origin = request.getHeader("Origin");
    return origin == null || needsToken || isOwn(origin, request.getHeader("Host"));
  }

  /** The scheme says nothing: TLS may end at a proxy. */
  private static boolean isOwn(String origin, @Nullable String host) {
    return host != null
        && (origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host));
  }
}
