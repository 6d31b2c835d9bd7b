package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.Jedis;

/** Jobs of one language, for tests of what operators do with its queue. */
record BashJobs(Product product) {
  /** With a mark that turns the text after it around, where it is not shown as one. */
  static final String CODE = "echo from the console # \u202e";

  private static final String FILE = "notes\u202etxt";

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /**
   * @param change pause, resume or purge
   */
  void queue(String change) {
    administer("queues/bash/" + change);
  }

  /** Deletes the dead letters of the language. */
  void deleteLetters() {
    post("dead-letters/delete", BodyPublishers.ofString("{\"all\":true,\"language\":\"bash\"}"));
  }

  /** Deletes the dead letter of a submission. */
  void deleteLetter(String token) {
    var id = get("dead-letters?token=" + token).at("/letters/0/id").asText();
    post("dead-letters/delete", BodyPublishers.ofString("{\"ids\":[\"" + id + "\"]}"));
  }

  /** Does something by the administration interface, below {@code /admin/}. */
  void administer(String path) {
    post(path, BodyPublishers.noBody());
  }

  private void post(String path, BodyPublisher body) {
    var client = product.client();
    var request =
        client
            .request("/admin/" + path)
            .header("X-Auth-Token", SharedProduct.ADMIN_TOKEN)
            .header("Content-Type", "application/json")
            .POST(body);
    assertThat(client.send(request.build()).statusCode()).isEqualTo(200);
  }

  /** The id of the node, which is the only worker. */
  String worker() {
    return get("workers").at("/workers/0/id").asText();
  }

  /** The kinds of what is wrong. */
  List<String> problems() {
    return get("problems").get("problems").findValuesAsText("kind");
  }

  private JsonNode get(String path) {
    var client = product.client();
    var request =
        client.request("/admin/" + path).header("X-Auth-Token", SharedProduct.ADMIN_TOKEN).build();
    return Client.json(client.send(request).body());
  }

  String submit() {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", CODE);
    var file = submission.putArray("files").addObject();
    file.put("name", FILE).put("content", "notes of the tests").put("role", "data");
    return product.client().submit(submission);
  }

  /** One that nobody takes within some seconds, once workers have heard that they are drained. */
  String waiting() {
    return await("a job that nobody takes")
        .atMost(LIMIT)
        .until(this::submit, token -> isQueued(product.client().find(token, 3).body()));
  }

  private static boolean isQueued(String progress) {
    return progress.contains("\"In Queue\"");
  }

  /** A submission that is said to have killed its worker three times. */
  String deadLetter() {
    queue("pause");
    var token = submit();
    try (var redis = new Jedis(URI.create(product.redisUrl()))) {
      redis.hset("evalx:state:{" + token + "}", "attempts", "3");
    }
    queue("resume");
    assertThat(result(token)).isEqualTo("Internal Error");
    return token;
  }

  /** A submission that has ended as Accepted, and has a dead letter nevertheless. */
  String deadLetterOfAnAccepted() {
    var token = deadLetter();
    var other = submit();
    assertThat(result(other)).isEqualTo("Accepted");
    try (var redis = new Jedis(URI.create(product.redisUrl()))) {
      redis.copy("result:{" + other + "}", "result:{" + token + "}", true);
    }
    return token;
  }

  String result(String token) {
    return product.client().result(token, LIMIT).get("status").asText();
  }

  JsonNode historyOf(String token) {
    return Client.json(product.client().get("/submissions/" + token + "/history").body());
  }
}
