package evalx.api;

import evalx.format.Problem;
import evalx.intake.RequestRate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.Map;

/**
 * Refuses requests beyond the rate of their caller with 429, and says in the headers of draft 10 of
 * the IETF's "RateLimit header fields for HTTP" how many more may follow.
 */
@Provider
@Limited
@ApplicationScoped
public class LimitRate implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String COUNT = RequestRate.Count.class.getName();
  private static final String POLICY = "\"submit\"";

  private RequestRate rate;

  /** For the proxy, which every server but Payara wants public. */
  @SuppressWarnings("NullAway.Init")
  public LimitRate() {}

  @Inject
  LimitRate(RequestRate rate) {
    this.rate = rate;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    var count = rate.count(Authentication.caller(request));
    count.ifPresent(
        counted -> {
          request.setProperty(COUNT, counted);
          if (counted.retryAfter().isPresent()) {
            request.abortWith(
                Problems.response(tooMany(counted))
                    .header("Retry-After", seconds(counted.retryAfter().get()))
                    .build());
          }
        });
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(COUNT) instanceof RequestRate.Count count) {
      headers(count).forEach(response.getHeaders()::putSingle);
    }
  }

  /** The headers that tell how many requests may follow. */
  static Map<String, String> headers(RequestRate.Count count) {
    return Map.of(
        "RateLimit-Policy",
        POLICY + ";q=" + count.limit() + ";w=60",
        "RateLimit",
        POLICY + ";r=" + count.left() + ";t=" + seconds(count.untilFull()));
  }

  static Problem tooMany(RequestRate.Count count) {
    return Problem.of(
        429,
        "Too many requests",
        "At most %d requests in a minute may submit; a batch counts as one."
            .formatted(count.limit()));
  }

  /** Whole seconds, rounded up. */
  static long seconds(Duration time) {
    return time.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
