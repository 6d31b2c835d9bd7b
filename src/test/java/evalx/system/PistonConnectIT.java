package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs whose clients take part while they run, as Piston's {@code WS /connect} has it. */
@ExtendWith(SharedProduct.class)
class PistonConnectIT {
  private static final String PATH = "/piston/api/v2/connect";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String SLEEPS = "import time; print(1, flush=True); time.sleep(100)";

  private static Product product;

  @BeforeAll
  static void connect(Product given) {
    product = given;
  }

  private static SocketClient socket(String... headers) throws ExecutionException {
    return new SocketClient(product.port("PORT"), PATH, headers);
  }

  private static SocketClient init(String language, String code) throws ExecutionException {
    var init = Client.JSON.createObjectNode().put("type", "init").put("language", language);
    init.put("version", "*").put("run_timeout", 100_000);
    init.putArray("files").addObject().put("content", code);
    return socket().say(init.toString());
  }

  /** All that a stream of the program has told so far. */
  private static String told(SocketClient client, String stream) {
    return client.messages.stream()
        .filter(message -> message.path("stream").asText().equals(stream))
        .map(message -> message.get("data").asText())
        .collect(Collectors.joining());
  }

  private static void awaitTold(SocketClient client, String text) {
    await("output of a program")
        .atMost(LIMIT)
        .until(() -> client.ended() || told(client, "stdout").contains(text));
    assertThat(told(client, "stdout")).as("%s", client.messages).contains(text);
  }

  private static void type(SocketClient client, String text) {
    var data = Client.JSON.createObjectNode().put("type", "data").put("stream", "stdin");
    client.say(data.put("data", text).toString());
  }

  private static JsonNode last(SocketClient client) {
    return client.messages.get(client.messages.size() - 1);
  }

  private static List<String> course(SocketClient client) {
    return client.messages.stream()
        .map(message -> message.get("type").asText() + " " + message.path("stage").asText())
        .filter(step -> !step.startsWith("data"))
        .toList();
  }

  @Test
  void aClientTalksToItsProgram() throws ExecutionException {
    try (var client =
        init(
            "python",
            "name = input('? ')\nprint('hi ä', name, flush=True)\nprint(len(open(0).read()))")) {
      awaitTold(client, "? ");
      type(client, "wörld\n");
      awaitTold(client, "hi ä wörld\n");
      type(client, "12");
      type(client, "34");
      client.say("{\"type\": \"eof\"}");

      assertThat(client.toEnd()).isEqualTo(4999);
      assertThat(told(client, "stdout")).endsWith("4\n");
      assertThat(course(client)).containsExactly("runtime ", "stage run", "exit run");
      assertThat(last(client).get("code").asInt()).isZero();
      assertThat(last(client).get("signal").isNull()).isTrue();
    }
  }

  @Test
  void aCompiledProgramHasTwoStages() throws ExecutionException {
    try (var client = init("c++", "#include <cstdio>\nint main() { puts(\"x\"); return 3; }")) {
      assertThat(client.toEnd()).isEqualTo(4999);
      assertThat(course(client))
          .containsExactly("runtime ", "stage compile", "exit compile", "stage run", "exit run");
      assertThat(last(client).get("code").asInt()).isEqualTo(3);
    }
    try (var client = init("c++", "int main() {")) {
      assertThat(client.toEnd()).isEqualTo(4999);
      assertThat(course(client)).containsExactly("runtime ", "stage compile", "exit compile");
      assertThat(last(client).get("code").asInt()).isEqualTo(1);
      assertThat(told(client, "stderr")).contains("error");
    }
  }

  @Test
  void aSignalEndsAProgram() throws ExecutionException {
    try (var client = init("python", SLEEPS)) {
      awaitTold(client, "1");
      client.say("{\"type\": \"signal\", \"signal\": \"SIGTERM\"}");
      assertThat(client.toEnd()).isEqualTo(4999);
      assertThat(last(client).get("signal").asText()).isEqualTo("SIGTERM");
      assertThat(last(client).get("code").isNull()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'data','stream':'stdin','data':'x'} | 4003",
        "{'type':'signal','signal':'SIGINT'} | 4003",
        "{'type':'init','language':'python'} | 4002",
        "no JSON | 4002"
      })
  void aWrongBeginningHasItsCode(String message, int code) throws ExecutionException {
    try (var client = socket().say(message.replace('\'', '"'))) {
      assertThat(client.toEnd()).isEqualTo(code);
      if (code == 4002) {
        assertThat(last(client).get("type").asText()).isEqualTo("error");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'init'} | 4000",
        "{'type':'data','stream':'stdout','data':'x'} | 4004",
        "{'type':'signal','signal':'SIGNOTHING'} | 4005"
      })
  void aWrongMessageEndsARunWithItsCode(String message, int code) throws ExecutionException {
    try (var client = init("python", SLEEPS)) {
      awaitTold(client, "1");
      client.say(message.replace('\'', '"'));
      assertThat(client.toEnd()).isEqualTo(code);
    }
  }

  @Test
  void aClientThatSaysNothingIsLeft() throws ExecutionException {
    try (var client = socket()) {
      assertThat(client.toEnd()).isEqualTo(4001);
    }
  }

  @Test
  void aProgramEndsWithItsClient() throws ExecutionException {
    try (var client = init("python", SLEEPS)) {
      awaitTold(client, "1");
    }
    await("the end of a program")
        .atMost(Duration.ofSeconds(60))
        .until(() -> product.client().get("/metrics").body().contains("evalx_boxes_in_use 0.0"));
  }

  /** More than may wait for their turn. */
  @Test
  void clientsThatLeaveWhileTheyWaitHoldUpNobody() throws ExecutionException {
    try (var running = init("python", SLEEPS)) {
      awaitTold(running, "1");
      for (int i = 0; i < 110; i++) {
        try (var left = init("python", SLEEPS)) {
          await("its turn")
              .atMost(LIMIT)
              .pollInterval(Duration.ofMillis(10))
              .until(() -> left.ended() || !left.messages.isEmpty());
          assertThat(left.messages).as("client %d, %s", i, left).isNotEmpty();
        }
      }
      try (var next = init("python", "print(7)")) {
        await("its turn").atMost(LIMIT).until(() -> !next.messages.isEmpty());
        running.say("{\"type\": \"signal\", \"signal\": \"SIGKILL\"}");
        awaitTold(next, "7");
      }
    }
  }

  @Test
  void otherPagesAndOtherRequestsAreRefused() {
    assertThatThrownBy(() -> socket("Origin", "http://elsewhere.example"))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    assertThat(product.client().get(PATH).statusCode()).isEqualTo(404);
  }

  @Test
  void aMessageWithoutAnEndClosesIt() throws ExecutionException {
    try (var client = socket().begin(60_001)) {
      assertThat(client.toEnd()).isEqualTo(1009);
    }
  }
}
