package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitoringTest {
  private static Exchange send(Exchange exchange) {
    try {
      new Monitoring(null, null)
          .doFilter(exchange.request(), exchange.response(), exchange.chain(200));
      return exchange;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /health/, 404",
    "GET, /health/nothing, 404",
    "GET, /metrics/base, 404",
    "POST, /health, 405",
    "DELETE, /metrics, 405",
  })
  void theServersOwnServletsAreNeverReached(String method, String path, int status) {
    var exchange = send(new Exchange(method, path));

    assertThat(exchange.passed).isFalse();
    assertThat(exchange.status).isEqualTo(status);
    assertThat(exchange.headers).containsEntry("Content-Type", "application/problem+json");
  }

  @Test
  void otherPathsAreLeftToTheRest() {
    assertThat(send(new Exchange("GET", "/healthy")).passed).isTrue();
    assertThat(send(new Exchange("POST", "/submissions")).passed).isTrue();
  }
}
