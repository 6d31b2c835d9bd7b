package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one broker and one Redis. */
@Tag("slow")
class TwoNodesIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int ROUNDS = 20;
  private static final int REQUESTS = 6;

  @TempDir Path folder;

  @Test
  void requestsWithOneKeyAtBothNodesAtTheSameTimeAreOne() throws Exception {
    try (var broker = new OutsideBroker(folder);
        var first = Product.start(broker.settings())) {
      var settings = new HashMap<>(broker.settings());
      settings.put("REDIS_URL", first.redisUrl());
      try (var second = Product.start(settings)) {
        race(List.of(first.client(), second.client()));
      }
    }
  }

  private static void race(List<Client> nodes) throws Exception {
    var threads = Executors.newFixedThreadPool(REQUESTS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        var key = UUID.randomUUID().toString();
        var calls = new ArrayList<Callable<String>>();
        for (int i = 0; i < REQUESTS; i++) {
          var node = nodes.get(i % nodes.size());
          calls.add(() -> submit(node, key));
        }
        var tokens = new HashSet<String>();
        for (var answer : threads.invokeAll(calls)) {
          tokens.add(answer.get());
        }
        assertThat(tokens).hasSize(1);
        var token = tokens.iterator().next();
        var result = nodes.get(0).result(token, LIMIT);
        assertThat(result.get("attempts").asInt()).isEqualTo(1);
        assertThat(result.at("/results/0/stdout").asText()).isEqualTo(key + "\n");
        assertThat(nodes.get(1).result(token, LIMIT)).isEqualTo(result);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String submit(Client node, String key) {
    ObjectNode program =
        Client.JSON.createObjectNode().put("language", "bash").put("code", "echo " + key);
    var answer =
        node.send(
            node.request("/submissions")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(Client.bytes(program)))
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return Client.json(answer.body()).get("token").asText();
  }
}
