package evalx.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What settings bound and allow where no API token is needed and clients come through a proxy. */
@Tag("slow")
class LimitsIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int TRY_AGAIN_LATER = 1013;
  private static final String PAGE = "https://contest.example";

  private static Product product;
  private static Client client;

  @BeforeAll
  static void start() {
    product =
        Product.start(
            Map.of(
                "TRUSTED_PROXIES", "127.0.0.1",
                "RATE_LIMIT_PER_MINUTE", "2",
                "MAX_QUEUED_PER_CALLER", "1",
                "MAX_EVENT_STREAMS", "3",
                "MAX_EVENT_STREAMS_PER_CLIENT", "2",
                "CORS_ORIGINS", "https://other.example," + PAGE));
    client = product.client();
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  /**
   * A request as the proxy sends it on.
   *
   * @param addresses of the client, and what it says that were before it
   */
  private static HttpRequest.Builder from(String addresses, String path) {
    return client.request(path).header("X-Forwarded-For", addresses);
  }

  private static HttpResponse<String> post(String addresses, String path, String code) {
    var program = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return client.send(
        from(addresses, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Client.bytes(program.put("timeout", 50))))
            .build());
  }

  private static String sleeper(String address) {
    var accepted = post(address, "/submissions", "sleep 45");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return Client.json(accepted.body()).get("token").asText();
  }

  private static void cancel(String address, String token) {
    client.send(from(address, "/submissions/" + token).DELETE().build());
  }

  private static HttpResponse<InputStream> follow(String address, String token) {
    return client.open(from(address, "/submissions/" + token + "/events").GET().build());
  }

  @Test
  void aClientHasARateOfItsOwnWhateverItSaysOfAddressesBeforeIt() {
    var address = "198.51.100.1";
    for (int i = 0; i < 2; i++) {
      var answer = post("203.0.113." + i + ", " + address, "/execute", "echo");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.headers().firstValue("RateLimit-Policy")).contains("\"submit\";q=2;w=60");
    }

    var refused = post("203.0.113.9, " + address, "/execute", "echo");

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
    assertThat(post("198.51.100.2", "/execute", "echo").statusCode()).isEqualTo(200);
    assertThat(client.send(from(address, "/languages").GET().build()).statusCode()).isEqualTo(200);
  }

  @Test
  void aClientHasAQuotaOfJobsThatHaveNotEnded() {
    var address = "198.51.100.11";
    var token = sleeper(address);

    var refused = post(address, "/submissions", "echo");

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
    assertThat(Client.json(refused.body()).get("title").asText()).isEqualTo("Too many jobs");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    var other = "198.51.100.12";
    cancel(other, sleeper(other));
    cancel(address, token);
  }

  @Test
  void streamsOfAClientAndOfAllAreBounded() throws Exception {
    var many = "198.51.100.21";
    var few = "198.51.100.22";
    var token = sleeper(many);
    var other = sleeper(few);
    var path = "/ws/submissions/" + other;
    try (var first = follow(many, token).body();
        var second = follow(many, token).body()) {
      assertThat(follow(many, token).statusCode()).as("of a client").isEqualTo(429);
      try (var third = follow(few, other).body()) {
        assertThat(follow(few, other).statusCode()).as("of all").isEqualTo(503);
        try (var socket = open(few, path)) {
          assertThat(socket.toEnd()).isEqualTo(TRY_AGAIN_LATER);
          assertThat(socket.messages).singleElement().asString().contains("Too many streams");
        }
        assertThat(toItsEnd(few, path)).contains("Too many streams");
        assertThat(first.read() + second.read() + third.read()).isPositive();
      }
    }
    await("a place of those that have left")
        .atMost(LIMIT)
        .until(() -> follow(few, other).statusCode() == 200);
    cancel(many, token);
    cancel(few, other);
  }

  /** What comes over a WebSocket until the server has ended its connection. */
  private static String toItsEnd(String address, String path) throws IOException {
    var port = product.port("PORT");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(Handshake.of(port, path, "X-Forwarded-For: " + address));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static SocketClient open(String address, String path) throws Exception {
    return new SocketClient(product.port("PORT"), path, "X-Forwarded-For", address);
  }

  @Test
  void pagesOfOriginsThatAreNamedMayAskAndNoOthers() throws Exception {
    for (var origin : new String[] {PAGE, "https://contest.example.org", "null"}) {
      var asked =
          client
              .request("/submissions")
              .header("Origin", origin)
              .header("Access-Control-Request-Method", "POST")
              .header("Access-Control-Request-Headers", "content-type")
              .method("OPTIONS", BodyPublishers.noBody());
      var allowed = client.send(asked.build());

      var isNamed = origin.equals(PAGE);
      assertThat(allowed.statusCode()).as(origin).isEqualTo(isNamed ? 204 : 403);
      assertThat(allowed.headers().allValues("Access-Control-Allow-Origin"))
          .isEqualTo(isNamed ? List.of(PAGE) : List.of());
      assertThat(allowed.headers().allValues("Vary")).contains("Origin");
    }
    var port = product.port("PORT");
    new SocketClient(port, "/ws", "Origin", PAGE).close();
    assertThatThrownBy(() -> new SocketClient(port, "/ws", "Origin", "https://a.example").close())
        .cause()
        .isInstanceOf(WebSocketHandshakeException.class);
  }
}
