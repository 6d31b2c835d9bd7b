package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerProblemsTest {
  private static Exchange send(Exchange exchange, FilterChain chain) {
    try {
      new ServerProblems().doFilter(exchange.request(), exchange.response(), chain);
      return exchange;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anErrorOfTheServerBecomesAProblem() {
    var exchange =
        send(
            new Exchange("GET", "/submissions/x"),
            (request, response) -> {
              response.getOutputStream().write('<');
              ((HttpServletResponse) response).sendError(400, "<script>");
            });

    assertThat(exchange.status).isEqualTo(400);
    assertThat(exchange.headers).containsEntry("Content-Type", "application/problem+json");
    assertThat(exchange.body()).startsWith("{").contains("\"status\":400").doesNotContain("script");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait=%", "wait=%zz", "%4", "a=b&%g0=1"})
  void aBrokenEscapeInTheQueryIsRefused(String query) {
    var exchange = send(new Exchange("GET", "/languages").asking(query), (in, out) -> {});

    assertThat(exchange.status).isEqualTo(400);
    assertThat(exchange.body()).contains("percent sign");
  }

  @Test
  void aHostThatIsNoneIsRefused() {
    for (var hosts :
        new String[][] {{""}, {":3800"}, {"a b"}, {"a:xyz"}, {"["}, {"a", "b"}, {"a/b"}}) {
      var exchange = send(new Exchange("GET", "/languages").toHosts(hosts), (in, out) -> {});
      assertThat(exchange.status).as(String.join(",", hosts)).isEqualTo(400);
      assertThat(exchange.body()).contains("Host header");
    }
    for (var host : new String[] {"localhost:3000", "a.example", "[::1]:80", "127.0.0.1"}) {
      var good = new Exchange("GET", "/languages").toHosts(host).asking("a=%4a");
      assertThat(send(good, good.chain(200)).passed).as(host).isTrue();
    }
  }

  @Test
  void nothingIsEchoed() {
    var exchange = send(new Exchange("TRACE", "/languages"), (request, response) -> {});

    assertThat(exchange.status).isEqualTo(405);
    assertThat(exchange.body()).contains("\"status\":405");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"json", "application", "/", "application/", "a b/c", "application/json,x"})
  void aMediaTypeThatIsNoneIsRefused(String type) {
    var exchange = new Exchange("POST", "/submissions").with("Content-Type", type);

    send(exchange, exchange.chain(200));

    assertThat(exchange.passed).isFalse();
    assertThat(exchange.status).isEqualTo(415);
    assertThat(exchange.body()).contains("\"status\":415");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON;charset=\"utf-8\"",
        "text/plain",
        "application/problem+json"
      })
  void aMediaTypeIsLeftToTheApi(String type) {
    var exchange = new Exchange("POST", "/submissions").with("Content-Type", type);

    assertThat(send(exchange, exchange.chain(200)).passed).isTrue();
  }
}
