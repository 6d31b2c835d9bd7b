package evalx.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of clients that follow a submission and take nothing, whatever the server. */
interface StalledReaders {
  Duration LIMIT = Duration.ofSeconds(90);

  /** Text that gzip makes little smaller, another for each test case. */
  String NOISE =
      """
      #include <stdio.h>
      int main(void) {
        unsigned n;
        if (scanf("%u", &n) != 1) return 1;
        unsigned long x = n * 2654435761ul + 88172645463325252ul;
        for (int i = 0; i < 70000; i++) {
          x ^= x << 13; x ^= x >> 7; x ^= x << 17;
          putchar('0' + (int) (x % 70));
        }
      }
      """;

  /** The head of a request for a WebSocket. */
  String UPGRADE =
      """
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      """;

  /** Where Piston's clients take part in a run. */
  String LIVE = "/piston/api/v2/connect";

  String SWITCHING = "HTTP/1.1 101";

  String FINISHED = "\"event\":\"finished\"";

  Product product();

  /** The path of the largest result there can be. */
  static String largest(Client client) {
    var path = noise(client, 100);
    var result = client.result(path.substring(path.lastIndexOf('/') + 1), Duration.ofMinutes(4));
    assertThat(outputs(result)).isBetween((4L << 20) - 100, 4L << 20);
    assertThat(result.at("/results/99/stdout_truncated").asBoolean()).isTrue();
    return path;
  }

  /** The path of a result with 64 KiB of output for each test case. */
  private static String noise(Client client, int count) {
    var submission = Programs.sums("c", 0).put("code", NOISE);
    var cases = submission.putArray("test_cases");
    for (int i = 0; i < count; i++) {
      cases.addObject().put("stdin", i + "\n");
    }
    var token = client.submit(submission);
    client.result(token, Duration.ofMinutes(4));
    return "/submissions/" + token;
  }

  private static long outputs(JsonNode result) {
    var length = 0L;
    for (JsonNode c : result.get("results")) {
      var text = c.get("stdout").asText();
      length += text.length() + text.chars().filter(letter -> letter == '\\').count();
    }
    return length;
  }

  /** Else it could hold as many as it likes, beyond what one client may follow. */
  @Test
  default void aClientThatTakesNoEventsLosesItsConnection() {
    var path = largest(product().client()) + "/events";
    try (var reader = new SlowReader(product().port("PORT"), path, "")) {
      await().atMost(LIMIT).until(() -> reader.isCut(new byte[] {'\n'}));
    }
  }

  @Test
  default void aClientThatTakesNoEventsLosesItsWebSocket() {
    try (var reader = follow(largest(product().client()), SlowReader.WINDOW)) {
      awaitTheCutOf(reader);
    }
  }

  /** All events wait in the kernel, and the server for the client's end of the WebSocket. */
  @Test
  default void aClientThatTakesNotTheLastEventsLosesItsWebSocket() {
    try (var reader = follow(noise(product().client(), 16), SlowReader.WINDOW)) {
      awaitTheCutOf(reader);
    }
  }

  /** What it has not taken would stay with the server, which follows nothing for it any more. */
  @Test
  default void aClientThatClosesItsWebSocketAndStaysLosesIt() {
    var close = new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xE8};
    try (var reader = follow(largest(product().client()), SlowReader.WINDOW)) {
      // By then the server holds what the kernel does not take.
      await().pollDelay(Duration.ofSeconds(2)).until(() -> !reader.isCut(close));
      awaitTheCutOf(reader);
    }
  }

  /** Its program waits for it, in a box of a slot, and ends with it. */
  @Test
  default void aClientThatTakesNothingOfALiveRunLosesItsWebSocket() {
    var init =
        "{\"type\":\"init\",\"language\":\"python\",\"version\":\"*\",\"files\":[{\"content\":\""
            + "while True: print('x' * 10000)\"}]}";
    try (var reader =
        opened(new SlowReader(product().port("PORT"), LIVE, UPGRADE, SlowReader.WINDOW))) {
      assertThat(reader.isCut(text(init))).isFalse();
      awaitTheCutOf(reader);
    }
  }

  /** A frame of a client, whose mask changes nothing. */
  private static byte[] text(String ascii) {
    var length = ascii.length();
    return ByteBuffer.allocate(8 + length)
        .put(new byte[] {(byte) 0x81, (byte) 0xFE, (byte) (length >> 8), (byte) length})
        .putInt(0)
        .put(ascii.getBytes(US_ASCII))
        .array();
  }

  /** It takes 320 KiB/s at most, so the server waits for it again and again. */
  @Test
  default void aSlowClientGetsAllEventsOverAWebSocket() {
    try (var reader = follow(largest(product().client()), 64 << 10)) {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !reader.takes(16 << 10) || reader.last().contains(FINISHED));
      assertThat(reader.last()).contains(FINISHED);
    }
  }

  /** Opens a WebSocket for one submission. */
  private SlowReader follow(String path, int window) {
    return opened(new SlowReader(product().port("PORT"), "/ws" + path, UPGRADE, window));
  }

  private static SlowReader opened(SlowReader reader) {
    assertThat(reader.takes(SWITCHING.length())).isTrue();
    assertThat(reader.last()).isEqualTo(SWITCHING);
    return reader;
  }

  private static void awaitTheCutOf(SlowReader reader) {
    var pong = new byte[] {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};
    await().atMost(LIMIT).until(() -> reader.isCut(pong));
  }
}
