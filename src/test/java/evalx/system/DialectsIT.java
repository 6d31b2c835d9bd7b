package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented examples of other engines, each with its answer here. */
@ExtendWith(SharedProduct.class)
class DialectsIT {
  private static final Path EXAMPLES = Path.of("src/test/resources/dialects/examples.json");
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  static Stream<Named<JsonNode>> examples() throws IOException {
    var list = Client.JSON.readTree(Files.readAllBytes(EXAMPLES));
    return StreamSupport.stream(list.spliterator(), false)
        .map(example -> Named.of(example.get("name").asText(), example));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleHasItsAnswer(JsonNode example) {
    var response =
        client.send(
            client
                .request(example.get("path").asText())
                .header("Content-Type", "application/json")
                .method(example.get("method").asText(), body(example))
                .build());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(example.get("status").asInt());
    var ours = example.get("ours");
    if (ours.isNull()) {
      assertThat(response.body()).isEmpty();
    } else if (ours.isArray()) {
      assertThat(Client.json(response.body())).isEqualTo(ours);
    } else {
      var answered = Client.json(response.body());
      ours.properties()
          .forEach(
              member -> assertThat(answered.get(member.getKey())).isEqualTo(member.getValue()));
    }
  }

  private static BodyPublisher body(JsonNode example) {
    return example.has("body")
        ? BodyPublishers.ofString(example.get("body").toString())
        : BodyPublishers.noBody();
  }

  @Test
  void requestsOfADialectAreCounted() {
    assertThat(client.get("/judge0/about").statusCode()).isEqualTo(200);
    assertThat(client.get("/metrics").body())
        .contains("evalx_dialect_requests_total{dialect=\"judge0\",status=\"200\"}");
  }

  @Test
  void aRequestWithAnIdempotencyKeyHasOneToken() {
    var key = UUID.randomUUID().toString();
    var tokens =
        Stream.of(1, 2)
            .map(
                n ->
                    client
                        .send(
                            client
                                .request("/judge0/submissions")
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", key)
                                .POST(
                                    BodyPublishers.ofString(
                                        "{\"language_id\": 46, \"source_code\": \"echo hello\"}"))
                                .build())
                        .body())
            .distinct();
    assertThat(tokens).hasSize(1);
  }
}
