package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may follow a submission where API tokens are needed, and by what. */
@ExtendWith(GuardedProduct.class)
class FollowAccessIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String OWNER = "secret-e";
  private static final String ANOTHER = "secret-a";

  private static Product product;
  private static Client client;

  /** A submission of the owner that has ended. */
  private static String submission;

  @BeforeAll
  static void submit(Product guarded) {
    product = guarded;
    client = product.client();
    var accepted = post(OWNER, "/submissions", "{\"language\": \"bash\", \"code\": \"echo 1\"}");
    submission = json(accepted).get("token").asText();
    var path = "/submissions/" + submission + "?wait=60";
    var request = client.request(path).header("X-Auth-Token", OWNER).timeout(LIMIT).GET();
    assertThat(client.send(request.build()).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> post(String token, String path, String body) {
    return client.send(
        client
            .request(path)
            .header("X-Auth-Token", token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return Client.json(answer.body());
  }

  private static HttpResponse<String> askForTicket(String token) {
    return post(token, "/tickets", "{\"token\": \"" + submission + "\"}");
  }

  private static String ticket() {
    return "?ticket=" + json(askForTicket(OWNER)).get("ticket").asText();
  }

  private static String events() {
    return "/submissions/" + submission + "/events";
  }

  private static String socket() {
    return "/ws/submissions/" + submission;
  }

  private static void assertRefused(String path, String... headers) {
    assertThatThrownBy(() -> new SocketClient(product.port("PORT"), path, headers).close())
        .cause()
        .isInstanceOf(WebSocketHandshakeException.class);
  }

  @Test
  void nobodyButTheOwnerFollowsASubmission() throws ExecutionException {
    var events = client.request(events()).header("X-Auth-Token", ANOTHER).GET().build();
    assertThat(client.send(events).statusCode()).isEqualTo(404);
    assertThat(askForTicket(ANOTHER).statusCode()).isEqualTo(404);
    try (var following =
        new SocketClient(product.port("PORT"), socket(), "X-Auth-Token", ANOTHER)) {
      following.toEnd();
      assertThat(following.messages)
          .extracting(said -> said.get("event").asText())
          .containsExactly("problem");
    }
    assertThat(client.get(events()).statusCode()).isEqualTo(401);
    assertRefused(socket());
  }

  @Test
  void aTicketOpensOneStreamOfEvents() {
    var ticket = ticket();

    assertThat(client.get(events() + ticket).body()).contains("event: finished");

    assertThat(client.get(events() + ticket).statusCode()).isEqualTo(401);
    assertRefused(socket() + ticket);
  }

  @Test
  void aTicketOpensOneWebSocket() throws ExecutionException {
    var ticket = ticket();
    try (var following = new SocketClient(product.port("PORT"), socket() + ticket)) {
      following.toEnd();
      assertThat(following.messages)
          .extracting(said -> said.get("event").asText())
          .contains("finished");
    }

    assertRefused(socket() + ticket);
    assertThat(client.get(events() + ticket).statusCode()).isEqualTo(401);
  }

  @Test
  void aTicketIsForNothingElse() {
    assertThat(client.get("/submissions/" + submission + ticket()).statusCode()).isEqualTo(401);
    assertRefused("/ws" + ticket());
  }
}
