package evalx.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/** Counts requests by route and status. */
@Singleton
public class HttpMetrics {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Counter requests;
  private final Histogram durations;

  @Inject
  HttpMetrics(Metrics metrics) {
    requests =
        metrics.counter("evalx_http_requests", "Requests answered", "route", "method", "status");
    durations =
        metrics.histogram(
            "evalx_http_request_seconds",
            "Time from a request to its answer, waits that were asked for included",
            "route");
  }

  /**
   * Counts an answer.
   *
   * @param route one of a fixed number
   * @param method of the client's choice
   */
  public void count(String route, String method, int status, Duration took) {
    var known = known(method);
    requests.labelValues(route, known, Integer.toString(status)).inc();
    durations.labelValues(route).observe(Metrics.seconds(took));
  }

  /** A method as one of a fixed number of labels. */
  static String known(String method) {
    return METHODS.contains(method) ? method : "other";
  }
}
