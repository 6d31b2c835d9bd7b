package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that announces bodies and sends none, and others who notice nothing. */
@ExtendWith(SharedProduct.class)
class IdleSendersIT {
  /** More than one caller has places, whatever it sends. */
  private static final int IDLE = 66;

  private static final String GREEDY = "127.0.0.1";
  private static final String OTHER = "127.0.0.2";

  @ParameterizedTest
  @CsvSource({"POST /submissions, 1048576, 202", "PUT /files, 1000, 201"})
  void othersHaveRoomForTheirBodies(String line, int length, int status, Product product) {
    var port = product.port("PORT");
    var body = Client.bytes(Programs.sums("python", 0));
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
