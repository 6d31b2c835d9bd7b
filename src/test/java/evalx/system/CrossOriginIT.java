package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocketHandshakeException;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of other origins where API tokens are needed: whoever has one may ask. */
@ExtendWith(GuardedProduct.class)
class CrossOriginIT {
  private static final String PAGE = "https://contest.example";

  private static Product product;
  private static Client client;

  @BeforeAll
  static void connect(Product guarded) {
    product = guarded;
    client = product.client();
  }

  /** As browsers send it: without a token. */
  @ParameterizedTest
  @CsvFileSource(resources = "/preflights.csv", delimiter = '|', numLinesToSkip = 1)
  void aPreflightIsAllowedWhatEndpointsTake(String method, String path, String headers) {
    for (var origin : new String[] {PAGE, "null"}) {
      var allowed = client.send(preflight(origin, method, path, headers));

      assertThat(allowed.statusCode()).as(allowed.body()).isEqualTo(204);
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(allowed.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
          .contains(method);
      var names = allowed.headers().firstValue("Access-Control-Allow-Headers").orElseThrow();
      assertThat(names.toLowerCase(Locale.ROOT).split(", ")).contains(headers.split(","));
    }
  }

  private static HttpRequest preflight(String origin, String method, String path, String headers) {
    return client
        .request(path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", method)
        .header("Access-Control-Request-Headers", headers)
        .header("Sec-Fetch-Mode", "cors")
        .method("OPTIONS", BodyPublishers.noBody())
        .build();
  }

  /** A page is told of a refusal too, or it could not say what is wrong. */
  @ParameterizedTest
  @CsvSource({
    "/languages, secret-e, 200",
    "/languages, '', 401",
    "/languages, unknown, 401",
    "/admin/queues, secret-admin, 200",
    "/admin/queues, secret-e, 403",
    "/submissions/0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10/events, secret-e, 404",
    "/files/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, secret-e, 404",
    "/nothing, secret-e, 404"
  })
  void theAnswerIsReadableForThePage(String path, String token, int status) {
    var asked = client.request(path).header("Origin", PAGE);
    if (!token.isEmpty()) {
      asked.header("Authorization", "Bearer " + token);
    }
    var answer = client.send(asked.GET().build());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
        .contains("Location", "Retry-After", "WWW-Authenticate");
  }

  @ParameterizedTest
  @CsvSource({"/ws", "/ws/submissions/0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10"})
  void aWebSocketOfAnotherOriginOpensWithAToken(String path) throws Exception {
    var port = product.port("PORT");
    new SocketClient(port, path, "Origin", PAGE, "Authorization", "Bearer secret-e").close();
    assertThatThrownBy(() -> new SocketClient(port, path, "Origin", PAGE).close())
        .cause()
        .isInstanceOf(WebSocketHandshakeException.class);
  }
}
