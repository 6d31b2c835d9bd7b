package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocketHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins where no API token is needed: they use no EvalX of their visitors. */
@ExtendWith(SharedProduct.class)
class ForeignPagesIT {
  private static final String PAGE = "https://contest.example";

  private static Product product;
  private static Client client;

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
    client = product.client();
  }

  private static HttpRequest.Builder from(String origin, String path) {
    return client.request(path).header("Origin", origin);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/preflights.csv", delimiter = '|', numLinesToSkip = 1)
  void noPreflightIsAllowed(String method, String path, String headers) {
    var preflight =
        from(PAGE, path)
            .header("Access-Control-Request-Method", method)
            .header("Access-Control-Request-Headers", headers)
            .method("OPTIONS", BodyPublishers.noBody())
            .build();
    var refused = client.send(preflight);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(refused.headers().allValues("Vary")).contains("Origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/languages", "/submissions", "/health/live"})
  void whatIsAskedWithoutAPreflightIsNotReadable(String path) {
    for (var origin : new String[] {PAGE, "null"}) {
      var answer = client.send(from(origin, path).GET().build());
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).as(origin).isEmpty();
    }
  }

  /** Browsers send a form or text to anywhere without asking. */
  @Test
  void nothingIsSubmittedWithoutAPreflight() {
    var program = BodyPublishers.ofString("{\"language\": \"bash\", \"code\": \"echo\"}");
    for (var type : new String[] {"text/plain", "application/x-www-form-urlencoded"}) {
      var form = from(PAGE, "/submissions").header("Content-Type", type).POST(program).build();
      assertThat(client.send(form).statusCode()).as(type).isEqualTo(415);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws", "/ws/submissions/0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10"})
  void aWebSocketOpensForItsOwnPagesAlone(String path) throws Exception {
    var port = product.port("PORT");
    assertThatThrownBy(() -> new SocketClient(port, path, "Origin", PAGE).close())
        .cause()
        .isInstanceOf(WebSocketHandshakeException.class);
    new SocketClient(port, path, "Origin", "http://127.0.0.1:" + port).close();
  }
}
