package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented examples of other engines, each with its answer here. */
@ExtendWith(SharedProduct.class)
class DialectExamplesIT {
  private static final Path EXAMPLES = Path.of("src/test/resources/dialects/examples.json");
  private static final String PATTERN = "re:";
  private static Product product;
  private static Client client;

  @BeforeAll
  static void connect(Product given) {
    product = given;
    client = product.client();
  }

  static Stream<Named<JsonNode>> examples() throws IOException {
    var list = Client.JSON.readTree(Files.readAllBytes(EXAMPLES));
    return StreamSupport.stream(list.spliterator(), false)
        .map(example -> Named.of(example.get("name").asText(), example));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleHasItsAnswer(JsonNode example) throws ExecutionException {
    if (example.get("method").asText().equals("WS")) {
      talk(example);
      return;
    }
    var response = ask(example);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(example.get("status").asInt());
    var ours = example.get("ours");
    if (ours.isNull()) {
      assertThat(response.body()).isEmpty();
    } else if (ours.isTextual()) {
      assertThat(response.body()).isEqualTo(ours.asText());
    } else if (ours.isArray()) {
      var answered = Client.json(response.body());
      assertThat(ours)
          .as(response.body())
          .allSatisfy(item -> assertThat(answered).anySatisfy(element -> assertHas(element, item)));
    } else {
      assertHas(Client.json(response.body()), ours);
    }
  }

  private static HttpResponse<String> ask(JsonNode example) {
    var path = example.get("path").asText();
    if (example.has("after")) {
      path = path.replace("{token}", submit(example.get("after")));
    }
    var request = client.request(path);
    var headers = example.path("headers");
    if (!headers.has("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers
        .properties()
        .forEach(
            header -> {
              var value = header.getValue().asText();
              request.header(header.getKey(), value.replace("{admin}", SharedProduct.ADMIN_TOKEN));
            });
    return client.send(request.method(example.get("method").asText(), body(example)).build());
  }

  /** The token of a submission that has ended. */
  private static String submit(JsonNode submission) {
    var created =
        client.send(
            client
                .request("/judge0/submissions?wait=true")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Client.bytes(submission)))
                .build());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return Client.json(created.body()).get("token").asText();
  }

  private static BodyPublisher body(JsonNode example) {
    return example.has("body")
        ? BodyPublishers.ofString(example.get("body").toString())
        : BodyPublishers.noBody();
  }

  /** All messages of a WebSocket are of the example, in its order. */
  private static void talk(JsonNode example) throws ExecutionException {
    try (var socket = new SocketClient(product.port("PORT"), example.get("path").asText())) {
      example.get("messages").forEach(message -> socket.say(message.toString()));
      assertThat(socket.toEnd()).isEqualTo(example.get("status").asInt());
      var ours = example.get("ours");
      assertThat(socket.messages).hasSize(ours.size());
      for (int i = 0; i < ours.size(); i++) {
        assertHas(socket.messages.get(i), ours.get(i));
      }
    }
  }

  /** Whether an object has these members, among others. */
  private static void assertHas(JsonNode answered, JsonNode ours) {
    assertThat(answered.isObject()).as(answered.toString()).isTrue();
    ours.properties()
        .forEach(
            member -> {
              var value = answered.path(member.getKey());
              if (member.getValue().isObject()) {
                assertHas(value, member.getValue());
              } else if (member.getValue().asText().startsWith(PATTERN)) {
                assertThat(value.asText())
                    .matches(member.getValue().asText().substring(PATTERN.length()));
              } else {
                assertThat(value).as(member.getKey()).isEqualTo(member.getValue());
              }
            });
  }
}
