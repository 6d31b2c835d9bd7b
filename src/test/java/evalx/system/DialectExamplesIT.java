package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documented examples of other engines, each with its answer here. */
@ExtendWith(SharedProduct.class)
class DialectExamplesIT {
  private static final DialectExample.Secrets SECRETS =
      new DialectExample.Secrets(SharedProduct.ADMIN_TOKEN, "");

  private static Product product;
  private static Client client;

  @BeforeAll
  static void connect(Product given) {
    product = given;
    client = product.client();
  }

  /** Others are in {@link DialectAccessIT}. */
  static Stream<Named<DialectExample>> examples() throws IOException {
    return DialectExample.where("");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleHasItsAnswer(DialectExample example) throws ExecutionException {
    if (example.json().get("method").asText().equals("WS")) {
      talk(example);
    } else {
      example.check(client, SECRETS);
    }
  }

  /** All messages of a WebSocket are of the example, in its order. */
  private static void talk(DialectExample example) throws ExecutionException {
    var json = example.json();
    try (var socket = new SocketClient(product.port("PORT"), json.get("path").asText())) {
      json.get("messages").forEach(message -> socket.say(message.toString()));
      assertThat(socket.toEnd()).isEqualTo(json.get("status").asInt());
      example.checkMessages(socket.messages);
    }
  }
}
