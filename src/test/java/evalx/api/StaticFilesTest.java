package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaticFilesTest {
  private static Exchange send(Exchange exchange) {
    try {
      var filter = new StaticFiles();
      filter.init(Exchange.config());
      filter.doFilter(exchange.request(), exchange.response(), exchange.chain(404));
      return exchange;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html;charset=utf-8",
    "/index, text/html;charset=utf-8",
    "/index.html, text/html;charset=utf-8",
    "/assets/app.js, application/octet-stream",
  })
  void filesOfTheApplicationAreServed(String path, String type) {
    var exchange = send(new Exchange("GET", path).with("Accept", "text/html,*/*;q=0.8"));

    assertThat(exchange.passed).isFalse();
    assertThat(exchange.headers).containsEntry("Content-Type", type);
    assertThat(exchange.body()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /languages",
    "GET, /assets",
    "GET, /assets/",
    "GET, /WEB-INF/web.xml",
    "GET, /assets/../WEB-INF/web.xml",
    "POST, /"
  })
  void everythingElseIsLeftToTheApi(String method, String path) {
    assertThat(send(new Exchange(method, path)).passed).isTrue();
  }

  @Test
  void aClientThatWantsJsonIsGivenNoPage() {
    assertThat(send(new Exchange("GET", "/").with("Accept", "application/json")).passed).isTrue();
  }

  @Test
  void aFileThatTheClientHasIsNotSentAgain() {
    var tag = send(new Exchange("GET", "/")).headers.get("ETag");

    var again = send(new Exchange("GET", "/").with("If-None-Match", tag));

    assertThat(again.status).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void aHeadRequestIsAnsweredWithoutABody() {
    var exchange = send(new Exchange("HEAD", "/"));

    assertThat(exchange.headers).containsEntry("Content-Length", "14");
    assertThat(exchange.body()).isEmpty();
  }
}
