package evalx.api;

import evalx.telemetry.HealthReport;
import evalx.telemetry.Metrics;
import evalx.telemetry.Probe;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers {@code /health} and {@code /metrics}. A filter, because servers have servlets of their
 * own for these paths, which tell every server's own names and units, and need no token where they
 * are applications of their own.
 */
public final class Monitoring extends HttpFilter {
  private static final String METRICS = "/metrics";
  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final Map<String, Optional<Probe>> PROBES =
      Map.of(
          "/health", Optional.empty(),
          "/health/live", Optional.of(Probe.LIVE),
          "/health/ready", Optional.of(Probe.READY),
          "/health/started", Optional.of(Probe.STARTED));

  private HealthReport health;
  private Metrics metrics;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public Monitoring() {}

  @SuppressWarnings("NullAway.Init")
  Monitoring(HealthReport health, Metrics metrics) {
    use(health, metrics);
  }

  @Inject
  final void use(HealthReport givenHealth, Metrics givenMetrics) {
    health = givenHealth;
    metrics = givenMetrics;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var path = WebFiles.path(request);
    if (!isMonitoring(path)) {
      chain.doFilter(request, response);
    } else if (tells(request)) {
      answer(path, response);
    } else {
      response.setHeader("Allow", String.join(", ", METHODS));
      ServerProblems.send(response, Problems.ofStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED));
    }
  }

  private void answer(String path, HttpServletResponse response) throws IOException {
    var probe = PROBES.get(path);
    if (probe != null) {
      var answer = health.look(probe);
      response.setStatus(
          answer.isUp() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      send(response, "application/json", answer.json());
    } else if (path.equals(METRICS)) {
      var text = new ByteArrayOutputStream();
      metrics.write(text);
      send(response, PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
    } else {
      ServerProblems.send(response, Problems.ofStatus(HttpServletResponse.SC_NOT_FOUND));
    }
  }

  /** Whether such a request gets what it asks for: other methods are refused. */
  static boolean tells(HttpServletRequest request) {
    return METHODS.contains(request.getMethod());
  }

  /** Whether a path is one of these, or below one. */
  static boolean isMonitoring(String path) {
    return isAtOrBelow("/health", path) || isAtOrBelow(METRICS, path);
  }

  static boolean isAtOrBelow(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }

  private static void send(HttpServletResponse response, String type, byte[] body)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
