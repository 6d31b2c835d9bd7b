package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.Set;

/** A path of each dialect, with which its clients begin. */
final class DialectPaths {
  private static final Map<String, String> PATHS =
      Map.of(
          "judge0", "/judge0/about",
          "piston", "/piston/api/v2/runtimes",
          "sandboxfusion", "/sandboxfusion/v1/ping",
          "jobe", "/jobe/index.php/restapi/languages",
          "mcp", "/mcp");

  private DialectPaths() {}

  /** Whether a product without Piston's has these dialects and no others. */
  static void areOnly(Set<String> served, Product product) {
    PATHS.forEach(
        (dialect, path) -> {
          var isThere = product.client().get(path).statusCode() != 404;
          assertThat(isThere).as(path).isEqualTo(served.contains(dialect));
        });
    assertThatThrownBy(
            () -> new SocketClient(product.port("PORT"), "/piston/api/v2/connect").close())
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(404));
  }
}
