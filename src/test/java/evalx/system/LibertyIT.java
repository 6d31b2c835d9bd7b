package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.JMSException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The same archives on Open Liberty. */
@Tag("slow")
class LibertyIT implements ServedEdges, StalledReaders {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int CASES = 20;
  private static final int WRONG = 6;

  private static Product product;

  @BeforeAll
  static void start() {
    product =
        Product.start(Map.of("SERVER", "liberty", "RESULT_TTL", "1200", "DIALECTS", "mcp,piston"));
  }

  @Override
  public Product product() {
    return product;
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  @Test
  void clientsOfOtherEnginesFindWhatTheSettingsName() {
    DialectPaths.areOnly(Set.of("mcp"), product);
  }

  @ParameterizedTest
  @FieldSource("evalx.system.Programs#LANGUAGES")
  void aBatchGetsTheVerdictsThatAreItsOwn(String language) {
    var client = product.client();
    var result = client.result(client.submit(batch(language)), LIMIT);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Wrong Answer");
    assertThat(result.get("passed").asInt()).isEqualTo(CASES - 1);
    for (int i = 0; i < CASES; i++) {
      var testCase = result.get("results").get(i);
      assertThat(testCase.get("stdout").asText()).isEqualTo(3 * i + "\n");
      assertThat(testCase.get("status").asText())
          .isEqualTo(i == WRONG ? "Wrong Answer" : "Accepted");
    }
  }

  private static ObjectNode batch(String language) {
    var expected = new int[CASES];
    for (int i = 0; i < CASES; i++) {
      expected[i] = i == WRONG ? -1 : 3 * i;
    }
    return Programs.sums(language, expected);
  }

  /** The servlets of the SDK, whose annotations name no path, do not stand in the way. */
  @Test
  void agentsAreServed() {
    var client = product.client();
    var ping = BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    var request = client.request("/mcp").header("Content-Type", "application/json").POST(ping);
    assertThat(client.send(request.build()).body())
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
  }

  /**
   * Open Liberty writes these itself before it chooses an application, and has no setting for it:
   * docs/api.md says how they look.
   */
  @Test
  void aPathThatCannotBeReadIsABadRequest() {
    for (var path : List.of("/submissions/%zz", "/submissions/%00", "/../etc/passwd")) {
      for (var header : List.of("Accept: application/json", "Content-Type: application/json")) {
        var answer = RawExchange.send(product.port("PORT"), "GET " + path, "Host: a\r\n" + header);
        assertThat(answer.status()).as(path).isEqualTo(400);
        assertThat(answer.type()).as(path).contains("json");
        assertThat(Client.json(answer.body()).path("error_message").asText())
            .as(path)
            .startsWith("CWWWC0005I");
      }
    }
  }

  @Test
  void aKilledServerLosesNothing() {
    var burst = Burst.send(product.client()).underWay();
    product.crash(Part.SERVER);
    burst.allEndRight();
  }

  @Test
  void aProducerGetsItsReply() throws JMSException {
    var result = OverJms.ask(product, Programs.sums("bash", 0));
    assertThat(result.get("status").asText()).isEqualTo("Accepted");
  }

  @Test
  void whatHappensIsToldOverHttpAndWebSockets() throws ExecutionException {
    var client = product.client();
    var token = client.submit(batch("python"));
    try (var reader = EventReader.open(client, token, "").toEnd();
        var socket = new SocketClient(product.port("PORT"), "/ws/submissions/" + token)) {
      assertThat(reader.kinds())
          .startsWith("queued", "started", "compiled", "case")
          .endsWith("case", "finished")
          .hasSize(CASES + 4);
      assertThat(socket.toEnd()).isEqualTo(1000);
      assertThat(socket.kinds(token)).isEqualTo(reader.kinds());
    }
  }

  @Test
  void itIsReadyAndTellsWhatItFinished() {
    var client = product.client();
    client.result(client.submit(batch("c")), LIMIT);
    assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(client.get("/metrics").body())
        .containsPattern("evalx_submissions_finished_total\\{language=\"c\",.*} [1-9]");
  }
}
