package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.SocketMessage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events over HTTP and over WebSockets, as real clients get them. */
@ExtendWith(SharedProduct.class)
class PushIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int NORMAL_CLOSURE = 1000;
  private static final int TOO_BIG = 1009;
  private static final List<String> WHOLE =
      List.of("queued", "started", "compiled", "case", "case", "case", "finished");

  private static Product product;
  private static Client client;
  private static OpenApi described;

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
    client = product.client();
    described = new OpenApi(client);
  }

  private static ObjectNode sums() {
    return Programs.sums("python", 0, 3, -1);
  }

  /** The first test case ends at once, the second not before it is cancelled. */
  private static ObjectNode halfAsleep() {
    var submission =
        Client.JSON
            .createObjectNode()
            .put("language", "bash")
            .put("code", "read word; sleep \"$word\"")
            .put("timeout", 40)
            .put("cache", false);
    var cases = submission.putArray("test_cases");
    cases.addObject().put("stdin", "0\n");
    cases.addObject().put("stdin", "60\n");
    return submission;
  }

  private static void cancel(String token) {
    var answer = client.send(client.request("/submissions/" + token).DELETE().build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static SocketClient socket(String path, String... headers) {
    try {
      return new SocketClient(product.port("PORT"), path, headers);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What events tell is what the result has. */
  private static void assertTells(List<JsonNode> events, JsonNode result) {
    for (var event : events) {
      if (event.has("result")) {
        var number = event.get("number").asInt();
        assertThat(event.get("result")).isEqualTo(result.get("results").get(number));
      }
    }
    var end = (ObjectNode) result.deepCopy();
    end.remove("results");
    assertThat(events.get(events.size() - 1)).isEqualTo(end);
  }

  @Test
  void aStreamTellsWhatHappensToASubmission() {
    var token = client.submit(sums());
    try (var reader = EventReader.open(client, token, "").toEnd()) {
      assertThat(reader.status()).isEqualTo(200);
      assertThat(reader.contentType().replace(" ", ""))
          .isEqualToIgnoringCase("text/event-stream;charset=UTF-8");
      assertThat(reader.kinds()).containsExactlyElementsOf(WHOLE);
      assertThat(reader.ids()).doesNotHaveDuplicates().startsWith("0-1", "1-0", "1-1");
      var data = reader.events.stream().map(EventReader.Event::data).toList();
      assertTells(data, client.result(token, LIMIT));
    }
  }

  @Test
  void whoComesAfterTheEndIsToldTheSame() {
    var token = client.submit(sums());
    var result = client.result(token, LIMIT);
    try (var reader = EventReader.open(client, token, "").toEnd()) {
      assertThat(reader.kinds()).containsExactlyElementsOf(WHOLE);
      assertTells(reader.events.stream().map(EventReader.Event::data).toList(), result);
    }
  }

  @Test
  void eventsComeAsTheyHappen() {
    var token = client.submit(halfAsleep());
    try (var reader = EventReader.open(client, token, "")) {
      await("the first test case")
          .atMost(LIMIT)
          .until(() -> reader.kinds().equals(List.of("queued", "started", "compiled", "case")));
      assertThat(client.find(token, 0).statusCode()).isEqualTo(202);

      cancel(token);

      reader.toEnd();
      assertThat(reader.kinds()).endsWith("case", "finished");
      var end = reader.events.get(reader.events.size() - 1).data();
      assertThat(end.get("status").asText()).isEqualTo("Cancelled");
    }
  }

  @Test
  void whoComesWhileAProgramIsCompiledIsToldThatItBegan() {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("cache", false);
    var files = submission.putArray("files");
    files.addObject().put("name", "main.sh").put("content", "echo");
    files.addObject().put("name", "evalx-build.sh").put("content", "sleep 50");
    var token = client.submit(submission);
    await("an attempt").atMost(LIMIT).until(() -> phase(token).equals("Processing"));

    try (var reader = EventReader.open(client, token, "")) {
      await("its begin, long before it is compiled")
          .atMost(SOON)
          .until(() -> reader.kinds().equals(List.of("queued", "started")));
      cancel(token);
      assertThat(reader.toEnd().kinds()).endsWith("finished");
    }
  }

  private static String phase(String token) {
    return Client.json(client.find(token, 0).body()).get("status").asText();
  }

  /** One comes in the middle, when the worker has told others already. */
  @Test
  void allWhoFollowASubmissionAreToldTheSame() {
    var token = client.submit(halfAsleep());
    try (var first = EventReader.open(client, token, "")) {
      await("the first test case").atMost(LIMIT).until(() -> first.kinds().contains("case"));
      try (var second = EventReader.open(client, token, "")) {
        await("what happened before").atMost(LIMIT).until(() -> second.kinds().contains("case"));
        cancel(token);
        second.toEnd();
        assertThat(second.events).isEqualTo(first.toEnd().events);
      }
    }
  }

  @Test
  void fromTheLastEventOnAClientGetsTheRestAndNothingTwice() {
    var token = client.submit(sums());
    var whole = EventReader.open(client, token, "").toEnd();
    for (int i = 0; i < whole.events.size() - 1; i++) {
      var rest = EventReader.open(client, token, whole.ids().get(i)).toEnd();
      assertThat(rest.events).isEqualTo(whole.events.subList(i + 1, whole.events.size()));
    }
    var nothing = EventReader.open(client, token, whole.last()).toEnd();
    assertThat(nothing.status()).as("tells a browser to stop").isEqualTo(204);
    assertThat(nothing.events).isEmpty();
  }

  @Test
  void aStreamWithoutNewsIsSentSignsOfLife() {
    var token = client.submit(halfAsleep());
    try (var reader = EventReader.open(client, token, "")) {
      await("signs of life").atMost(LIMIT).until(() -> reader.comments() >= 2);
      assertThat(reader.ended()).isFalse();
      cancel(token);
      assertThat(reader.toEnd().kinds()).endsWith("finished");
    }
  }

  @Test
  void whatIsNoStreamIsAProblem() {
    var path = "/submissions/{token}/events";
    var unknown = client.get("/submissions/" + UUID.randomUUID() + "/events");
    assertThat(unknown.statusCode()).isEqualTo(404);
    described.describes("get", path, unknown);
    assertThat(client.get("/submissions/nonsense/events").statusCode()).isEqualTo(404);

    var id = UUID.randomUUID();
    var wrong = client.get("/submissions/" + id + "/events?last_event_id=nonsense");
    assertThat(wrong.statusCode()).isEqualTo(422);
    described.describes("get", path, wrong);
    assertThat(client.get("/submissions/" + id + "/events?from=1").statusCode()).isEqualTo(422);

    var post =
        client.send(
            client.request("/submissions/" + id + "/events").POST(BodyPublishers.noBody()).build());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void aWebSocketTellsTheSame() {
    var token = client.submit(sums());
    try (var socket = socket("/ws/submissions/" + token)) {
      assertThat(socket.toEnd()).isEqualTo(NORMAL_CLOSURE);
      assertThat(socket.kinds(token)).containsExactlyElementsOf(WHOLE);
      var data = socket.messages.stream().map(message -> message.get("data")).toList();
      assertTells(data, client.result(token, LIMIT));

      var after = socket.messages.get(3).get("id").asText();
      try (var rest = socket("/ws/submissions/" + token + "?last_event_id=" + after)) {
        rest.toEnd();
        assertThat(rest.messages).isEqualTo(socket.messages.subList(4, WHOLE.size()));
      }
    }
  }

  @Test
  void oneWebSocketFollowsManySubmissions() {
    var asleep = client.submit(halfAsleep());
    try (var socket = socket("/ws")) {
      socket.say("{\"subscribe\":[\"%s\"]}".formatted(asleep));
      await("the first test case").atMost(LIMIT).until(() -> socket.last(asleep).equals("1-2"));
      var tokens = List.of(client.submit(sums()), client.submit(sums()), client.submit(sums()));

      socket.say("{\"subscribe\":[\"%s\",\"%s\",\"%s\"]}".formatted(tokens.toArray()));

      await("all to end")
          .atMost(LIMIT)
          .until(() -> tokens.stream().allMatch(t -> socket.kinds(t).contains("finished")));
      assertThat(tokens).allSatisfy(token -> assertThat(socket.kinds(token)).isEqualTo(WHOLE));

      socket.say("{\"unsubscribe\":[\"%s\"]}".formatted(asleep));
      // It answers in its turn.
      socket.say("{}");
      await("an answer").atMost(LIMIT).until(() -> socket.kinds("").contains("problem"));
      cancel(asleep);
      client.result(asleep, LIMIT);
      socket.say(
          "{\"subscribe\":[{\"token\":\"%s\",\"last_event_id\":\"1-2\"}]}".formatted(asleep));
      await("the rest").atMost(LIMIT).until(() -> socket.kinds(asleep).contains("finished"));
      assertThat(socket.kinds(asleep))
          .containsExactly("queued", "started", "compiled", "case", "case", "finished");
      assertThat(socket.ended()).isFalse();
    }
  }

  @Test
  void whatIsWrongOverAWebSocketIsAProblemThere() {
    var unknown = UUID.randomUUID().toString();
    try (var socket = socket("/ws")) {
      socket.say("nonsense");
      socket.say("{\"subscribe\":[\"nonsense\"]}");
      socket.say("{\"subscribe\":[\"%s\"]}".formatted(unknown));
      await("the answers").atMost(LIMIT).until(() -> socket.messages.size() >= 3);
      assertThat(socket.messages)
          .extracting(message -> message.at("/data/status").asInt())
          .containsExactlyInAnyOrder(400, 422, 404);
      assertThat(socket.kinds(unknown)).containsExactly("problem");
    }
    try (var socket = socket("/ws/submissions/" + unknown)) {
      assertThat(socket.toEnd()).isEqualTo(NORMAL_CLOSURE);
      assertThat(socket.kinds(unknown)).containsExactly("problem");
    }
  }

  @Test
  void aMessageThatIsTooLargeClosesAWebSocket() {
    try (var socket = socket("/ws")) {
      try {
        socket.say("{\"subscribe\":[\"" + "x".repeat(100_000) + "\"]}");
      } catch (IllegalStateException e) {
        // The server has closed it before all was sent.
      }

      assertThat(socket.toEnd()).isNotEqualTo(NORMAL_CLOSURE);
    }
  }

  @Test
  void aMessageWithoutAnEndClosesAWebSocket() {
    try (var socket = socket("/ws").begin(SocketMessage.MAX_CHARS + 1)) {
      assertThat(socket.toEnd()).isEqualTo(TOO_BIG);
    }
  }

  /** Anybody may use this EvalX, so that any page could use it through its visitor's browser. */
  @Test
  void onlyPagesOfThisServerMayOpenAWebSocket() {
    var own = "http://127.0.0.1:" + product.port("PORT");
    try (var socket = socket("/ws", "Origin", own)) {
      assertThat(socket.ended()).isFalse();
    }
    assertThatThrownBy(() -> socket("/ws", "Origin", "http://example.org"))
        .cause()
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
  }

  @Test
  void aPathOfWebSocketsTakesNothingElse() {
    var plain = client.get("/ws");
    assertThat(plain.statusCode()).as(plain.body()).isEqualTo(400);
    assertThat(plain.body()).contains("takes WebSockets only");
  }

  @Test
  void aTicketIsIssuedForASubmissionThatIsKnown() {
    var token = client.submit(sums());
    var ticket = ticket(token);
    assertThat(ticket.statusCode()).as(ticket.body()).isEqualTo(200);
    described.describes("post", "/tickets", ticket);
    assertThat(Client.json(ticket.body()).get("expires_in").asInt()).isEqualTo(60);

    var unknown = ticket(UUID.randomUUID().toString());
    assertThat(unknown.statusCode()).isEqualTo(404);
    described.describes("post", "/tickets", unknown);
    var wrong = ticket("nonsense");
    assertThat(wrong.statusCode()).isEqualTo(422);
    described.describes("post", "/tickets", wrong);
  }

  private static HttpResponse<String> ticket(String token) {
    var body = Client.JSON.createObjectNode().put("token", token);
    return client.send(
        client
            .request("/tickets")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Client.bytes(body)))
            .build());
  }
}
