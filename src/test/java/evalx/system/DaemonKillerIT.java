package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A job whose every attempt ends the sandbox daemon is given up, and harms no other job. The test
 * itself kills the daemon whenever it sees that job's program.
 */
@Tag("slow")
class DaemonKillerIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int NEIGHBOURS = 10;
  private static final String NAME = "evalx-test-daemon-killer";

  @Test
  void endsAfterThreeAttemptsWhileItsNeighboursFinish() {
    try (var product = Product.start(Map.of("SANDBOX", "native"))) {
      var client = product.client();
      var before = submit(client);
      var killer = client.submit(bash("exec -a " + NAME + " sleep 8"), LIMIT);
      var after = submit(client);

      var kills = killDaemonUntilEnd(product, killer);

      var result = client.result(killer, LIMIT);
      assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Internal Error");
      assertThat(result.get("attempts").asInt()).isEqualTo(3);
      assertThat(result.get("message").asText()).contains("the sandbox died", "3 attempts");
      assertThat(kills).as("times the daemon was killed").isEqualTo(3);
      before.addAll(after);
      for (String neighbour : before) {
        isAccepted(client.result(neighbour, LIMIT));
      }
    }
  }

  /** How many times it had to be killed. */
  private static int killDaemonUntilEnd(Product product, String token) {
    var client = product.client();
    var deadline = Instant.now().plus(LIMIT);
    Set<Long> seen = new HashSet<>();
    while (client.find(token, 0).statusCode() != 200) {
      assertThat(Instant.now()).as("the end of %s, %s", token, seen).isBefore(deadline);
      program().filter(seen::add).ifPresent(pid -> product.crash(Part.SANDBOX));
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return seen.size();
  }

  /** The process of the killer's program, as the host sees it. */
  private static Optional<Long> program() {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (isProgram(process)) {
          return Optional.of(Long.parseLong(process.getFileName().toString()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isProgram(Path process) {
    try {
      return Files.readString(process.resolve("cmdline")).startsWith(NAME + "\0");
    } catch (IOException e) {
      // It has ended meanwhile.
      return false;
    }
  }

  private static void isAccepted(JsonNode result) {
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
  }

  private static List<String> submit(Client client) {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < NEIGHBOURS; i++) {
      tokens.add(client.submit(bash("sleep 0.3; cat"), LIMIT));
    }
    return tokens;
  }

  private static ObjectNode bash(String code) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return submission.put("cache", false);
  }
}
