package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that do not come to the end of a request, and others who notice nothing. */
@Tag("slow")
@ExtendWith(SharedProduct.class)
class SlowSendersIT {
  /** More than the 200 threads that Payara has for requests. */
  private static final int HEADS = 230;

  private static final int LENGTH = 1000;
  private static final List<String> LINES =
      List.of("POST /submissions", "POST /execute", "PUT /files");

  /** A body that stops is given up after 15 s, one that trickles after 11 s. */
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private static final Duration OTHERS_LIMIT = Duration.ofSeconds(10);

  private static int port;
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    port = product.port("PORT");
    client = product.client();
  }

  private static void assertOthersAreAnswered() {
    var other = client.request("/languages").timeout(OTHERS_LIMIT).GET().build();
    assertThat(client.send(other).statusCode()).isEqualTo(200);
  }

  private static Sender begun(String line) {
    return new Sender(port, Sender.caller(1), line, LENGTH, new byte[LENGTH / 2]);
  }

  private static boolean isAnswered(Sender sender) {
    assertOthersAreAnswered();
    return sender.isAnswered();
  }

  @Test
  void aBodyThatStopsIsTooSlow() {
    var senders = LINES.stream().map(SlowSendersIT::begun).toList();
    try {
      for (Sender sender : senders) {
        await("an answer").atMost(LIMIT).until(() -> isAnswered(sender));
        assertThat(sender.status()).isEqualTo(408);
      }
    } finally {
      senders.forEach(Sender::close);
    }
  }

  @Test
  void aBodyThatComesAByteAtATimeIsTooSlow() {
    var senders = LINES.stream().map(SlowSendersIT::begun).toList();
    try {
      await("answers")
          .atMost(LIMIT)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                var unanswered = senders.stream().filter(sender -> !isAnswered(sender)).toList();
                unanswered.forEach(sender -> sender.send(new byte[1]));
                return unanswered.isEmpty();
              });
      assertThat(senders).extracting(Sender::status).containsOnly(408);
    } finally {
      senders.forEach(Sender::close);
    }
  }

  @Test
  void aHeadThatStopsHoldsNoThreadAndIsCut() {
    var head =
        "GET /languages HTTP/1.1\r\nHost: localhost\r\nX-".getBytes(StandardCharsets.US_ASCII);
    var senders =
        IntStream.range(0, HEADS).mapToObj(i -> new Sender(port, Sender.caller(1))).toList();
    try {
      senders.forEach(sender -> sender.send(head));
      assertOthersAreAnswered();
      assertThat(senders).as("answers before the end").noneMatch(Sender::isAnswered);
      for (Sender sender : senders) {
        assertThat(sender.untilClosed()).isEmpty();
      }
    } finally {
      senders.forEach(Sender::close);
    }
  }
}
