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
    "/assets/app.js, text/javascript;charset=utf-8",
    "/webjars/crelt/1.0.7/index.js, text/javascript;charset=utf-8"
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
    "GET, /webjars/crelt/1.0.7/README.md",
    "GET, /webjars/crelt/1.0.7/no.js",
    "GET, /webjars/../../evalx/index.js",
    "GET, /webjars/crelt/1.0.7/../1.0.7/index.js",
    "GET, /assets/../WEB-INF/web.xml"
  })
  void everythingElseIsLeftToTheApi(String method, String path) {
    assertThat(send(new Exchange(method, path)).passed).isTrue();
  }

  @Test
  void aPageIsNeitherChangedNorSentTo() {
    var refused = send(new Exchange("POST", "/"));

    assertThat(refused.status).isEqualTo(405);
    assertThat(refused.headers).containsEntry("Allow", "GET, HEAD");
  }

  @Test
  void aClientThatWantsJsonIsGivenNoPage() {
    assertThat(send(new Exchange("GET", "/").with("Accept", "application/json")).passed).isTrue();
  }

  @Test
  void aFileThatTheClientHasIsNotSentAgain() {
    var tag = send(new Exchange("GET", "/assets/app.js")).headers.get("ETag");

    var again = send(new Exchange("GET", "/assets/app.js").with("If-None-Match", tag));

    assertThat(again.status).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void aHeadRequestIsAnsweredWithoutABody() {
    var exchange = send(new Exchange("HEAD", "/assets/app.js"));

    assertThat(exchange.headers).containsEntry("Content-Length", "5");
    assertThat(exchange.body()).isEmpty();
  }

  @Test
  void librariesAreKeptForEverAndTheRestIsAskedForAgain() {
    var library = send(new Exchange("GET", "/webjars/crelt/1.0.7/index.js"));
    var own = send(new Exchange("GET", "/assets/app.js"));

    assertThat(library.headers.get("Cache-Control")).contains("immutable");
    assertThat(own.headers).containsEntry("Cache-Control", "no-cache");
  }

  @Test
  void aClientThatTakesGzipIsSentIt() {
    var packed =
        send(
            new Exchange("GET", "/webjars/crelt/1.0.7/index.js")
                .with("Accept-Encoding", "br, gzip"));

    assertThat(packed.headers).containsEntry("Content-Encoding", "gzip");
    assertThat(packed.headers).containsEntry("Vary", "Accept-Encoding");
    assertThat(packed.body()).doesNotContain("function");
  }

  @Test
  void aPageMayRunItsOwnFilesAndTheImportMapInIt() {
    var policy = send(new Exchange("GET", "/")).headers.get("Content-Security-Policy");

    // printf '{}' | openssl dgst -sha256 -binary | base64
    assertThat(policy)
        .contains("script-src 'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='")
        .doesNotContain("unsafe");
  }

  @Test
  void eachAnswerHasANonceOfItsOwn() {
    var first = send(new Exchange("GET", "/"));
    var second = send(new Exchange("GET", "/"));

    assertThat(first.body()).isNotEqualTo(second.body()).doesNotContain("{nonce}");
    var nonce = first.body().replaceAll("(?s).*nonce=\"([^\"]*)\".*", "$1");
    assertThat(first.headers.get("Content-Security-Policy")).contains("'nonce-" + nonce + "'");
  }
}
