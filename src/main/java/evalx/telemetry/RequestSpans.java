package evalx.telemetry;

import evalx.submission.TraceContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Makes each request a span, where traces are exported, of the trace that it names or its own. */
@Singleton
public class RequestSpans {
  private final ExportSpans export;

  @Inject
  RequestSpans(ExportSpans export) {
    this.export = export;
  }

  /** The trace within which a request is answered; where none are exported, as the request says. */
  public Optional<TraceContext> begin(Optional<TraceContext> sent) {
    if (!export.isOn()) {
      return sent;
    }
    return Optional.of(
        sent.map(trace -> trace.within(TraceContext.newSpanId())).orElseGet(TraceContext::begin));
  }

  /**
   * The answer of a request is complete.
   *
   * @param sent the trace that it named
   * @param within what {@link #begin} made of that
   * @param method of the client's choice
   * @param route one of a fixed number
   */
  public void end(
      Optional<TraceContext> sent,
      TraceContext within,
      String method,
      String route,
      Answer answer) {
    var now = Instant.now();
    var known = HttpMetrics.known(method);
    export.export(
        new Span(
            within,
            sent.map(TraceContext::spanId),
            known + " " + route,
            Span.Kind.SERVER,
            new Span.Time(now.minus(answer.took()), now),
            Map.of(
                "http.request.method", known,
                "http.route", route,
                "http.response.status_code", answer.status())));
  }

  /** How a request was answered. */
  public record Answer(int status, Duration took) {}
}
