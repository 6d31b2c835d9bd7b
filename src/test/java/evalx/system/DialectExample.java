package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;

/**
 * A documented example of another engine, with its answer here.
 *
 * @param json as the page for clients shows it
 */
record DialectExample(JsonNode json) {
  private static final Path EXAMPLES = Path.of("src/test/resources/dialects/examples.json");
  private static final String PATTERN = "re:";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * The secrets that stand for placeholders of headers.
   *
   * @param caller who submits; empty: needs none
   */
  record Secrets(String admin, String caller) {
    private String in(String header) {
      return header.replace("{admin}", admin).replace("{caller}", caller);
    }
  }

  /**
   * The examples that have their answers in one state of a server, by their names.
   *
   * @param state empty: in any
   */
  static Stream<Named<DialectExample>> where(String state) throws IOException {
    return elements(Client.JSON.readTree(Files.readAllBytes(EXAMPLES)))
        .filter(example -> example.path("where").asText().equals(state))
        .map(example -> Named.of(example.get("name").asText(), new DialectExample(example)));
  }

  /** Asks, after all that has to be before it has ended, and looks at the answer. */
  void check(Client client, Secrets secrets) {
    var tokens =
        submissions()
            .map(submission -> submit(client, submission, "?wait=true", secrets))
            .collect(Collectors.joining(","));
    if (isOfHistory()) {
      await().atMost(LIMIT).untilAsserted(() -> check(ask(client, secrets, tokens)));
    } else {
      check(ask(client, secrets, tokens));
    }
  }

  /** Which never delays the end of a submission: it may be written after it. */
  private boolean isOfHistory() {
    return json.get("method").asText().equals("GET")
        && json.get("path").asText().startsWith("/judge0/submissions?");
  }

  /** The same after what has to be before it has begun to wait. */
  void checkWhileItWaits(Client client, Secrets secrets) {
    var tokens =
        submissions()
            .map(submission -> submit(client, submission, "", secrets))
            .collect(Collectors.joining(","));
    check(ask(client, secrets, tokens));
  }

  private void check(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(json.get("status").asInt());
    var ours = json.get("ours");
    if (ours.isNull()) {
      assertThat(response.body()).isEmpty();
    } else if (ours.isTextual()) {
      assertThat(response.body()).isEqualTo(ours.asText());
    } else {
      assertIs(Client.json(response.body()), ours, json.path("open").asBoolean());
    }
  }

  private Stream<JsonNode> submissions() {
    var after = json.path("after");
    return after.isArray() ? elements(after) : after.isObject() ? Stream.of(after) : Stream.of();
  }

  private HttpResponse<String> ask(Client client, Secrets secrets, String tokens) {
    var request = client.request(json.get("path").asText().replace("{token}", tokens));
    var headers = json.path("headers");
    if (!headers.has("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers
        .properties()
        .forEach(header -> request.header(header.getKey(), secrets.in(header.getValue().asText())));
    return client.send(request.method(json.get("method").asText(), body()).build());
  }

  private static String submit(Client client, JsonNode submission, String how, Secrets secrets) {
    var request =
        client.request("/judge0/submissions" + how).header("Content-Type", "application/json");
    if (!secrets.caller().isEmpty()) {
      request.header("X-Auth-Token", secrets.caller());
    }
    var created =
        client.send(request.POST(BodyPublishers.ofByteArray(Client.bytes(submission))).build());
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return Client.json(created.body()).get("token").asText();
  }

  private BodyPublisher body() {
    return json.has("body")
        ? BodyPublishers.ofString(json.get("body").toString())
        : BodyPublishers.noBody();
  }

  /** Whether the answers over a WebSocket are those of the example. */
  void checkMessages(List<JsonNode> messages) {
    var ours = json.get("ours");
    assertThat(messages).hasSize(ours.size());
    for (int i = 0; i < ours.size(); i++) {
      assertIs(messages.get(i), ours.get(i), false);
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
