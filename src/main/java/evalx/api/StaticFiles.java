package evalx.api;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Serves the pages beside the API, which is at the root too: a filter comes before JAX-RS on every
 * server, while the name of a server's own servlet for files is no standard.
 */
public final class StaticFiles implements Filter {
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  @SuppressWarnings("NullAway.Init")
  private WebFiles files;

  @Override
  public void init(FilterConfig config) {
    files = WebFiles.of(config.getServletContext());
  }

  @Override
  public void doFilter(ServletRequest in, ServletResponse out, FilterChain chain)
      throws IOException, ServletException {
    var request = (HttpServletRequest) in;
    var file = files.find(WebFiles.path(request));
    if (file.isPresent() && METHODS.contains(request.getMethod()) && takesPages(request)) {
      send(file.get(), request, (HttpServletResponse) out);
    } else {
      chain.doFilter(in, out);
    }
  }

  /** A client that wants JSON alone is told that there is none. */
  private static boolean takesPages(HttpServletRequest request) {
    var accept = request.getHeader("Accept");
    return accept == null || !accept.strip().equals("application/json");
  }

  private static void send(
      WebFiles.WebFile file, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("ETag", file.tag());
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("Content-Security-Policy", "default-src 'self'");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (file.tag().equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(file.type());
    response.setContentLength(file.contents().length);
    if (request.getMethod().equals("GET")) {
      response.getOutputStream().write(file.contents());
    }
  }
}
