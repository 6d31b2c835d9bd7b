package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The floods of some callers leave a place for everybody else. */
@Tag("slow")
class CallersIT {
  private static final int PLACES = 4;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void anotherCallersJobDoesNotWaitForTheEndOfAFloodsJobs() throws IOException {
    var settings =
        Map.of(
            "MAX_CONCURRENT_JOBS", Integer.toString(PLACES),
            "MAX_CONCURRENT_SANDBOXES", Integer.toString(PLACES));
    try (var product = Product.start(settings)) {
      var client = product.client();
      var flood = new ArrayList<String>();
      for (int i = 0; i < 3 * PLACES; i++) {
        flood.add(client.submit(bash("sleep 15")));
      }
      await("the flood's jobs fill its places")
          .atMost(LIMIT)
          .until(
              () -> flood.stream().filter(token -> isRunning(client, token)).count() == PLACES - 1);

      var other = client.result(submitFrom("127.0.0.2", product, bash("echo hello")), LIMIT);

      assertThat(other.get("status").asText()).as(other.toString()).isEqualTo("Accepted");
      for (String token : flood.subList(0, PLACES)) {
        assertThat(time(client.result(token, LIMIT), "finished_at"))
            .isAfter(time(other, "finished_at"));
      }
    }
  }

  @Test
  void norForTheEndOfTheJobsOfTwoFloods() throws IOException {
    var settings =
        Map.of(
            "MAX_CONCURRENT_JOBS", Integer.toString(PLACES),
            "MAX_CONCURRENT_SANDBOXES", Integer.toString(PLACES));
    try (var product = Product.start(settings)) {
      var client = product.client();
      var floods = new ArrayList<String>();
      for (int i = 0; i < 2 * PLACES; i++) {
        floods.add(submitFrom("127.0.0.3", product, bash("sleep 15")));
        floods.add(submitFrom("127.0.0.4", product, bash("sleep 15")));
      }
      await("the floods' jobs fill their places")
          .atMost(LIMIT)
          .until(
              () ->
                  floods.stream().filter(token -> isRunning(client, token)).count() == PLACES - 1);

      var other = client.result(submitFrom("127.0.0.2", product, bash("echo hello")), LIMIT);

      assertThat(other.get("status").asText()).as(other.toString()).isEqualTo("Accepted");
      for (String token : floods.subList(0, PLACES)) {
        assertThat(time(client.result(token, LIMIT), "finished_at"))
            .isAfter(time(other, "finished_at"));
      }
    }
  }

  private static ObjectNode bash(String code) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return submission.put("timeout", 10).put("cache", false);
  }

  private static boolean isRunning(Client client, String token) {
    var status = Client.json(client.find(token, 0).body()).get("status").asText();
    return status.equals("Processing");
  }

  private static Instant time(JsonNode result, String name) {
    return Instant.parse(result.get(name).asText());
  }

  /** From another address of this machine: a caller without an API token is its address. */
  private static String submitFrom(String address, Product product, ObjectNode submission)
      throws IOException {
    var body = Client.bytes(submission);
    var head =
        """
        POST /submissions HTTP/1.1
        Host: localhost
        Content-Type: application/json
        Connection: close
        Content-Length: %d

        """
            .formatted(body.length)
            .replace("\n", "\r\n");
    try (var socket = new Socket()) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), product.port("PORT")));
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 202");
      return answer.replaceFirst("(?s).*\"token\":\\s*\"([^\"]+)\".*", "$1");
    }
  }
}
