package evalx.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Serves the pages beside the API, which is at the root too: a filter comes before JAX-RS on every
 * server, while the name of a server's own servlet for files is no standard.
 */
public final class StaticFiles extends HttpFilter {
  private static final List<String> METHODS = List.of("GET", "HEAD");

  @SuppressWarnings("NullAway.Init")
  private WebFiles files;

  @Override
  public void init(FilterConfig config) {
    files = WebFiles.of(config.getServletContext());
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var file = files.find(WebFiles.path(request));
    if (file.isEmpty() || !takesPages(request)) {
      chain.doFilter(request, response);
    } else if (METHODS.contains(request.getMethod())) {
      send(file.get(), request, response);
    } else {
      response.setHeader("Allow", String.join(", ", METHODS));
      ServerProblems.send(response, Problems.ofStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED));
    }
  }

  /** A client that wants JSON alone is told that there is none. */
  private static boolean takesPages(HttpServletRequest request) {
    var accept = request.getHeader("Accept");
    return accept == null || !accept.strip().equals("application/json");
  }

  private static void send(WebFile file, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", file.caching());
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (file.isPage()) {
      sendPage(file, request, response);
      return;
    }
    response.setHeader("ETag", file.tag());
    response.setHeader("Vary", "Accept-Encoding");
    if (file.tag().equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
    } else if (AcceptEncoding.allowsGzip(request.getHeader("Accept-Encoding"))) {
      response.setHeader("Content-Encoding", "gzip");
      send(file.type(), file.gzipped(), request, response);
    } else {
      send(file.type(), file.contents(), request, response);
    }
  }

  /** A page is another each time, because of its nonce. */
  private static void sendPage(
      WebFile file, HttpServletRequest request, HttpServletResponse response) throws IOException {
    var policy = new PagePolicy(file.text());
    response.setHeader("Content-Security-Policy", policy.header());
    send(file.type(), policy.page(), request, response);
  }

  private static void send(
      String type, byte[] body, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(type);
    response.setContentLength(body.length);
    if (request.getMethod().equals("GET")) {
      response.getOutputStream().write(body);
    }
  }
}
