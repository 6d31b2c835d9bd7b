package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On Payara Micro. */
@ExtendWith(SharedProduct.class)
class EdgesIT implements ServedEdges {
  private static final int HEAD_LIMIT = 8192;

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
        "GET /submissions/a%2Fb",
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

  /** Payara's parser refuses them with a status alone, before it chooses a web application. */
  @Tag("payara")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /languages HTTP/1.1|",
        "GET /languages HTTP/1.1|Host: a|Two words: 1",
        "GET /languages HTTP/1.1|Host: a|Idempotency-Key: a\u0001b",
        "GET /languages HTTP/1.1|Host: a|Idempotency-Key: a\u0000b",
        "POST /tickets HTTP/1.1|Host: a|Content-Length: many",
        "POST /tickets HTTP/1.1|Host: a|Content-Length: -1",
        "POST /tickets HTTP/1.1|Host: a|Content-Length: 1|Content-Length: 2",
        "POST /tickets HTTP/1.1|Host: a|Transfer-Encoding: chunked||no length||",
      })
  void whatIsNoHttpIsAProblem(String request) {
    var answer =
        RawExchange.sendAll(shared.port("PORT"), request.replace("|", "\r\n") + "\r\n\r\n");

    assertBadRequest(answer);
    assertThat(Client.json(answer.body()).get("status").asInt()).isEqualTo(400);
  }

  /** More than Payara's parser holds. */
  @Tag("payara")
  @ParameterizedTest
  @ValueSource(strings = {"GET /languages?x=%s HTTP/1.1|Host: a", "GET / HTTP/1.1|Host: a|X: %s"})
  void aHeadThatIsTooLongIsAProblem(String request) {
    var head = request.formatted("x".repeat(HEAD_LIMIT)).replace("|", "\r\n");

    assertBadRequest(RawExchange.sendAll(shared.port("PORT"), head + "\r\n\r\n"));
  }

  @Tag("payara")
  @Test
  void anExpectationThatMeansNothingIsAProblem() {
    var answer =
        RawExchange.send(
            shared.port("PORT"), "GET /languages", "Host: localhost\r\nExpect: the unexpected");

    assertThat(answer.status()).as(answer.body()).isEqualTo(417);
    assertThat(answer.type()).startsWith("application/problem+json");
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
