package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/**
 * Requests that submit nothing are done once by their idempotency key too. Those that submit are in
 * {@link ExecuteIT}, and two nodes in {@link TwoNodesIT}.
 */
@ExtendWith(SharedProduct.class)
class RepeatedRequestsIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static Product product;
  private static Client client;
  private static OpenApi openApi;

  private final String key = UUID.randomUUID().toString();

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
    client = product.client();
    openApi = new OpenApi(client);
  }

  /** Nothing that others rely on may stay paused or drained. */
  @AfterEach
  void goOn() {
    post("/admin/queues/bash/resume", "", UUID.randomUUID().toString());
    post("/admin/workers/" + worker() + "/undrain", "", UUID.randomUUID().toString());
  }

  private static HttpResponse<String> post(String path, String body, String key) {
    return client.send(
        client
            .request(path)
            .header("X-Auth-Token", SharedProduct.ADMIN_TOKEN)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static JsonNode get(String path) {
    var asked = client.request(path).header("X-Auth-Token", SharedProduct.ADMIN_TOKEN).GET();
    return Client.json(client.send(asked.build()).body());
  }

  private static String worker() {
    return get("/admin/workers").at("/workers/0/id").asText();
  }

  private static long changes() {
    return get("/admin/audit?limit=1").at("/entries/0/id").asLong();
  }

  private static String submit(String code) {
    var program = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return client.submit(program.put("timeout", 50).put("cache", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/admin/queues/bash/pause | ''",
        "/admin/queues/bash/resume | ''",
        "/admin/queues/bash/purge | ''",
        "/admin/workers/WORKER/drain | ''",
        "/admin/workers/WORKER/undrain | ''",
        "/admin/submissions/TOKEN/cancel | ''",
        "/admin/submissions/TOKEN/requeue | ''",
        "/admin/caches/clear | {\"cache\": \"runs\"}",
        "/admin/dead-letters/retry | {\"ids\": [\"none\"]}",
        "/admin/dead-letters/delete | {\"ids\": [\"none\"]}",
      })
  void aChangeIsMadeOnceByItsKey(String described, String body) {
    var token = described.contains("TOKEN") ? running() : "";
    var path = described.replace("WORKER", worker()).replace("TOKEN", token);
    var before = changes();

    var first = post(path, body, key);
    var again = post(path, body, key);

    assertThat(first.statusCode()).as(first.body()).isBetween(200, 202);
    assertThat(again.statusCode()).isEqualTo(first.statusCode());
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(changes()).as("entries of the audit log").isEqualTo(before + 1);
    var other =
        body.isEmpty()
            ? post("/admin/queues/python/resume", "", key)
            : post(path, body.replace("none", "other").replace("runs", "all"), key);
    assertThat(other.statusCode()).as(other.body()).isEqualTo(409);
    var template = described.replace("bash", "{language}").replace("WORKER", "{worker}");
    openApi.describes("post", template.replace("TOKEN", "{token}"), other);
    assertThat(post(path, body, "").statusCode()).isEqualTo(422);
    if (!token.isEmpty()) {
      client.send(client.request("/submissions/" + token).DELETE().build());
    }
  }

  /** What is cancelled or put back while it waits is refused when it is asked for again. */
  private static String running() {
    var token = submit("sleep 40");
    await("it is in hand")
        .atMost(LIMIT)
        .until(() -> get("/admin/submissions/" + token).hasNonNull("worker"));
    return token;
  }

  @Test
  void aTicketIsGivenOnceByItsKey() {
    var body = "{\"token\": \"" + submit("echo") + "\"}";

    var first = post("/tickets", body, key);
    var other = post("/tickets", body.replace(" ", ""), key);

    openApi.describes("post", "/tickets", first);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(post("/tickets", body, key).body()).isEqualTo(first.body());
    assertThat(post("/tickets", body, key + "2").body()).isNotEqualTo(first.body());
    assertThat(other.statusCode()).isEqualTo(409);
    openApi.describes("post", "/tickets", other);
  }

  @Test
  void aTicketIsKeptNoLongerThanItLives() {
    var given =
        Client.json(post("/tickets", "{\"token\": \"" + submit("echo") + "\"}", key).body());
    var ticket = given.get("ticket").asText();
    try (var jedis = new Jedis(product.redisUrl())) {
      var kept =
          jedis.keys("evalx:request:*").stream()
              .filter(name -> String.valueOf(jedis.hget(name, "answer")).contains(ticket))
              .map(jedis::pttl)
              .toList();

      assertThat(kept).singleElement(LONG).isBetween(1L, given.get("expires_in").asLong() * 1000);
    }
  }

  @Test
  void whatFailedCanBeSentAgainWithItsKey() {
    var unknown = "{\"token\": \"" + UUID.randomUUID() + "\"}";
    assertThat(post("/tickets", unknown, key).statusCode()).isEqualTo(404);
    assertThat(post("/admin/queues/no-language/pause", "", key).statusCode()).isEqualTo(404);

    assertThat(post("/admin/queues/bash/resume", "", key).statusCode()).isEqualTo(200);
  }
}
