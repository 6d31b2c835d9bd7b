package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that announces bodies and sends none, and others who notice nothing. */
@ExtendWith(SharedProduct.class)
class IdleSendersIT {
  /** More than one caller has places, whatever it sends. */
  private static final int IDLE = 66;

  private static final InetAddress GREEDY = Sender.caller(1);
  private static final InetAddress OTHER = Sender.caller(2);
  private static final int MAX_BODY = 1 << 20;

  private static int port;

  @BeforeAll
  static void take(Product product) {
    port = product.port("PORT");
  }

  @ParameterizedTest
  @CsvSource({"POST /submissions, 1048576, 202", "PUT /files, 1000, 201"})
  void othersHaveRoomForTheirBodies(String line, int length, int status) {
    assertRoom(line, length, Client.bytes(Programs.sums("python", 0)), status);
  }

  /** Of those that the heap has no room for there are places of their own. */
  @Test
  void othersHaveRoomForTheirLargeBodies() {
    var body = JsonNodeFactory.instance.objectNode().put("language", "python").put("version", "*");
    body.putArray("files").addObject().put("content", "print(1)");
    var large = Client.bytes(body.put("stdin", "x".repeat(2 * MAX_BODY)));

    assertRoom("POST /piston/api/v2/execute", large.length, large, 200);
  }

  private static void assertRoom(String line, int length, byte[] body, int status) {
    var idle = new ArrayList<Sender>();
    try {
      for (int i = 0; i < IDLE; i++) {
        idle.add(new Sender(port, GREEDY, line, length, new byte[] {'{'}));
      }
      await("one too many").until(() -> idle.stream().anyMatch(Sender::isAnswered));
      assertThat(idle.stream().filter(Sender::isAnswered).findFirst().orElseThrow().status())
          .isEqualTo(503);

      try (var other = new Sender(port, OTHER, line, body.length, body)) {
        assertThat(other.status()).isEqualTo(status);
      }
    } finally {
      idle.forEach(Sender::close);
    }
  }
}
