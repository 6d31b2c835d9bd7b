package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginTest {
  private static final String ORIGIN = "https://contest.example";

  private static Exchange send(Exchange exchange, Map<String, String> settings) {
    try {
      new CrossOrigin(Settings.of(settings::get))
          .doFilter(exchange.request(), exchange.response(), exchange.chain(200));
      return exchange;
    } catch (IOException | ServletException e) {
      throw new AssertionError(e);
    }
  }

  private static Exchange preflight(String path) {
    return new Exchange("OPTIONS", path)
        .with("Origin", ORIGIN)
        .with("Access-Control-Request-Method", "DELETE")
        .with("Access-Control-Request-Headers", "authorization");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/submissions",
        "/submissions/batch",
        "/submissions/0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10/events",
        "/execute",
        "/languages"
      })
  void whereTokensAreNeededAPageOfAnyOriginMayAsk(String path) {
    var exchange = send(preflight(path), Map.of("API_TOKENS", "first"));

    assertThat(exchange.passed).isFalse();
    assertThat(exchange.status).isEqualTo(204);
    assertThat(exchange.headers)
        .containsEntry("Access-Control-Allow-Origin", "*")
        .doesNotContainKey("Access-Control-Allow-Credentials");
    assertThat(exchange.headers.get("Access-Control-Allow-Methods")).contains("DELETE", "POST");
    assertThat(exchange.headers.get("Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID")
        .contains("X-Auth-Token", "X-Auth-User", "X-Judge0-Region");
  }

  @Test
  void whereTokensAreNotNeededAPageOfAnotherOriginMayNot() {
    var refused = send(preflight("/submissions"), Map.of());
    assertThat(refused.status).isEqualTo(403);
    assertThat(refused.headers).doesNotContainKey("Access-Control-Allow-Origin");

    var read = send(new Exchange("GET", "/languages").with("Origin", ORIGIN), Map.of());
    assertThat(read.passed).isTrue();
    assertThat(read.headers)
        .doesNotContainKey("Access-Control-Allow-Origin")
        .containsEntry("Vary", "Origin");
  }

  @Test
  void originsThatAreNamedMayAskAndNoOthers() {
    var settings = Map.of("API_TOKENS", "first", "CORS_ORIGINS", "https://a.example, " + ORIGIN);

    var allowed = send(new Exchange("GET", "/languages").with("Origin", ORIGIN), settings);
    assertThat(allowed.passed).isTrue();
    assertThat(allowed.headers)
        .containsEntry("Access-Control-Allow-Origin", ORIGIN)
        .containsEntry("Vary", "Origin");
    assertThat(allowed.headers.get("Access-Control-Expose-Headers")).contains("Location");

    var other = preflight("/submissions").with("Origin", "https://b.example");
    assertThat(send(other, settings).status).isEqualTo(403);
  }

  @Test
  void otherRequestsForOptionsPass() {
    assertThat(send(new Exchange("OPTIONS", "/submissions"), Map.of()).passed).isTrue();
  }
}
