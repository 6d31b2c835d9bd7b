package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On Payara Micro. */
@ExtendWith(SharedProduct.class)
class EdgesIT implements ServedEdges {
  private static Product shared;

  @BeforeAll
  static void take(Product product) {
    shared = product;
  }

  /** Open Liberty answers them itself, with 400 and a page of its own. */
  @Tag("payara")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /submissions/%zz",
        "GET /languages%zz",
        "GET /%",
        "GET /submissions/%00",
        "GET /submissions/%ff",
        "GET /a\\b",
        "GET /../etc/passwd",
        "GET /%2e%2e/%2e%2e/etc/passwd",
        "CONNECT a:1",
      })
  void aPathThatCannotBeReadIsAProblem(String line) {
    assertBadRequest(RawExchange.send(shared.port("PORT"), line, "Host: a"));
  }

  /** Without a name in it Payara finds no web application, and said 200. */
  @ParameterizedTest
  @ValueSource(strings = {"Host: a:xyz", "Host:", "Host: ", "Host: :3800", "Host: :"})
  void aHostThatIsNoneIsAProblem(String host) {
    for (var line : List.of("GET /languages", "POST /submissions")) {
      assertBadRequest(RawExchange.send(shared.port("PORT"), line, host));
    }
  }

  private static void assertBadRequest(RawExchange answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.type()).startsWith("application/problem+json");
  }

  @Override
  public Product product() {
    return shared;
  }
}
