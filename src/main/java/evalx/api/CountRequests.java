package evalx.api;

import evalx.submission.TraceContext;
import evalx.telemetry.HttpMetrics;
import evalx.telemetry.RequestSpans;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts every request when its answer is complete. */
public final class CountRequests extends HttpFilter {
  private static final String TRACE = TraceContext.class.getName();

  private HttpMetrics metrics;
  private RequestSpans spans;

  @SuppressWarnings("NullAway.Init")
  private Routes routes;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public CountRequests() {}

  @SuppressWarnings("NullAway.Init")
  CountRequests(HttpMetrics metrics, RequestSpans spans) {
    use(metrics, spans);
  }

  @Inject
  final void use(HttpMetrics given, RequestSpans givenSpans) {
    metrics = given;
    spans = givenSpans;
  }

  /** The trace that a request is part of; empty where it names none and none are exported. */
  static Optional<TraceContext> trace(HttpServletRequest request) {
    return Optional.ofNullable((TraceContext) request.getAttribute(TRACE));
  }

  private static Optional<TraceContext> sent(HttpServletRequest request) {
    return TraceContext.of(
        Optional.ofNullable(request.getHeader("traceparent")),
        Optional.ofNullable(request.getHeader("tracestate")));
  }

  @Override
  public void init(FilterConfig config) {
    routes = Routes.described();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var exchange = new Counted(request, response);
    var isCounted = false;
    try {
      chain.doFilter(request, response);
      isCounted = request.isAsyncStarted() && exchange.isHeard(request);
    } finally {
      if (!isCounted) {
        exchange.count();
      }
    }
  }

  /** One request, which is counted once. */
  private final class Counted implements AsyncListener {
    private final long began = System.nanoTime();
    private final AtomicBoolean done = new AtomicBoolean();
    private final String route;
    private final String method;
    private final HttpServletResponse response;
    private final Optional<TraceContext> sent;
    private final Optional<TraceContext> within;

    Counted(HttpServletRequest request, HttpServletResponse response) {
      this.route = routes.of(WebFiles.path(request));
      this.method = request.getMethod();
      this.response = response;
      this.sent = sent(request);
      this.within =
          Monitoring.isMonitoring(WebFiles.path(request)) ? Optional.empty() : spans.begin(sent);
      within.ifPresent(trace -> request.setAttribute(TRACE, trace));
    }

    /** Whether the end of an asynchronous answer will be heard: it may have come already. */
    boolean isHeard(HttpServletRequest request) {
      try {
        request.getAsyncContext().addListener(this);
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    void count() {
      if (done.compareAndSet(false, true)) {
        var took = Duration.ofNanos(System.nanoTime() - began);
        metrics.count(route, method, response.getStatus(), took);
        var answer = new RequestSpans.Answer(response.getStatus(), took);
        within.ifPresent(trace -> spans.end(sent, trace, method, route, answer));
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {
      count();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // its completion follows
    }

    @Override
    public void onError(AsyncEvent event) {
      count();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
