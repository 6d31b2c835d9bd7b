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
import java.util.stream.IntStream;
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
    } else {
      assertIs(Client.json(response.body()), ours, example.path("open").asBoolean());
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
        assertIs(socket.messages.get(i), ours.get(i), false);
      }
    }
  }

  private static void assertIs(JsonNode answered, JsonNode ours, boolean open) {
    assertThat(fits(answered, ours, open)).as("%s%n is no%n%s", answered, ours).isTrue();
  }

  /**
   * Whether an answer is all of ours.
   *
   * @param open whether it may have other members and elements at its top
   */
  private static boolean fits(JsonNode answered, JsonNode ours, boolean open) {
    if (ours.isTextual() && ours.asText().startsWith(PATTERN)) {
      var text = answered.isValueNode() ? answered.asText() : answered.toString();
      return !answered.isMissingNode() && text.matches(ours.asText().substring(PATTERN.length()));
    }
    if (ours.isObject()) {
      return (open || answered.size() == ours.size())
          && answered.isObject()
          && ours.propertyStream()
              .allMatch(member -> fits(answered.path(member.getKey()), member.getValue(), false));
    }
    if (ours.isArray()) {
      return answered.isArray() && (open ? containsAll(answered, ours) : areEqual(answered, ours));
    }
    return answered.equals(ours);
  }

  private static boolean containsAll(JsonNode answered, JsonNode ours) {
    return elements(ours)
        .allMatch(ourItem -> elements(answered).anyMatch(item -> fits(item, ourItem, false)));
  }

  private static boolean areEqual(JsonNode answered, JsonNode ours) {
    return answered.size() == ours.size()
        && IntStream.range(0, ours.size()).allMatch(i -> fits(answered.get(i), ours.get(i), false));
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
