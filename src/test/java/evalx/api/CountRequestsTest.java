package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.telemetry.CountedHttp;
import jakarta.servlet.FilterChain;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountRequestsTest {
  private final CountedHttp counted = new CountedHttp();
  private final CountRequests filter = new CountRequests(counted.metrics(), counted.spans());

  private void send(Exchange exchange, FilterChain chain) throws Exception {
    filter.init(Exchange.config());
    filter.doFilter(exchange.request(), exchange.response(), chain);
  }

  @ParameterizedTest
  @CsvSource({
    "/submissions, /submissions",
    "/submissions/, '/submissions/{token}'",
    "/submissions/batch, /submissions/batch",
    "/submissions/0a1f, '/submissions/{token}'",
    "/submissions/0a1f/cases/3, '/submissions/{token}/cases/{number}'",
    "/submissions/0a1f/hint, '/submissions/{token}/hint'",
    "/submissions/0a1f/cases, other",
    "/health/ready, /health/ready",
    "/wp-login.php, other",
    "/, other",
  })
  void aPathIsOneOfAFixedNumberOfRoutes(String path, String route) {
    assertThat(Routes.described().of(path)).isEqualTo(route);
  }

  @Test
  void countsWhatIsAnswered() throws Exception {
    var exchange = new Exchange("BREW", "/submissions/any");
    send(exchange, exchange.chain(404));

    assertThat(counted.text())
        .contains(
            "evalx_http_requests_total{method=\"other\",route=\"/submissions/{token}\",status=\"404\"}"
                + " 1.0",
            "evalx_http_request_seconds_count{route=\"/submissions/{token}\"} 1");
  }

  @Test
  void countsWhatBreaks() {
    assertThatThrownBy(
            () ->
                send(
                    new Exchange("GET", "/metrics"),
                    (request, response) -> {
                      throw new IOException("gone");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(counted.text()).contains("method=\"GET\",route=\"/metrics\"");
  }
}
