package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.JMSException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see and do over HTTP. Retries of dead letters are in {@link OperatorsIT}. */
@ExtendWith(SharedProduct.class)
class AdminIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Product product;
  private final Client client;
  private final OpenApi openApi;

  AdminIT(Product shared) {
    product = shared;
    client = product.client();
    openApi = new OpenApi(client);
  }

  /** Nothing that others rely on may stay paused or drained. */
  @AfterEach
  void goOn() {
    post("/admin/queues/bash/resume", "");
    for (var worker : get("/admin/workers").get("workers")) {
      post("/admin/workers/" + worker.get("id").asText() + "/undrain", "");
    }
  }

  private HttpResponse<String> asked(String path) {
    return client.send(
        client.request(path).header("X-Auth-Token", SharedProduct.ADMIN_TOKEN).GET().build());
  }

  private JsonNode get(String path) {
    var answer = asked(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Client.json(answer.body());
  }

  private HttpResponse<String> post(String path, String body) {
    return client.send(
        client
            .request(path)
            .header("X-Auth-Token", SharedProduct.ADMIN_TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static ObjectNode bash(String code) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return submission.put("timeout", 30).put("cache", false);
  }

  private JsonNode bashQueue() {
    return get("/admin/queues/bash");
  }

  private String status(String token) {
    return Client.json(client.find(token, 0).body()).get("status").asText();
  }

  private static List<String> texts(JsonNode list, String member) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> item.get(member).asText())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/queues",
        "/admin/dead-letters",
        "/admin/rejected",
        "/admin/submissions",
        "/admin/workers",
        "/admin/series",
        "/admin/problems",
        "/admin/logs",
        "/admin/caches",
        "/admin/settings",
        "/admin/audit"
      })
  void everyListIsAsDescribedAndForOperatorsAlone(String path) {
    openApi.describes("get", path, asked(path));
    assertThat(client.get(path).statusCode()).isEqualTo(403);
    assertThat(asked(path + "?misspelt=1").statusCode()).isEqualTo(422);
  }

  @Test
  void aPausedQueueTakesSubmissionsAndRunsThemWhenItIsResumed() {
    var paused = post("/admin/queues/bash/pause", "");
    openApi.describes("post", "/admin/queues/{language}/pause", paused);
    var token = client.submit(bash("echo"));

    assertThat(bashQueue().get("paused").asBoolean()).isTrue();
    assertThat(bashQueue().get("waiting").asInt()).isPositive();
    assertThat(status(token)).isEqualTo("In Queue");
    assertThat(texts(get("/admin/submissions?status=In%20Queue").get("submissions"), "token"))
        .contains(token);
    assertThat(texts(get("/admin/problems").get("problems"), "kind")).contains("queue_paused");

    post("/admin/queues/bash/resume", "");
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Accepted");
  }

  @Test
  void whatIsPurgedEndsAsCancelled() {
    post("/admin/queues/bash/pause", "");
    var tokens = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      tokens.add(client.submit(bash("echo")));
    }

    var purged = post("/admin/queues/bash/purge", "");

    openApi.describes("post", "/admin/queues/{language}/purge", purged);
    assertThat(Client.json(purged.body()).get("purged").asInt()).isGreaterThanOrEqualTo(3);
    for (var token : tokens) {
      var result = client.result(token, LIMIT);
      assertThat(result.get("status").asText()).isEqualTo("Cancelled");
      assertThat(result.get("message").asText()).contains("operator");
    }
  }

  /** Nothing but its message tells of it, and its producer waits for the reply. */
  @Test
  void aProducersJobThatNoWorkerHasStartedIsShownCancelledAndAnswered() throws Exception {
    post("/admin/queues/bash/pause", "");
    var reply = new FutureTask<>(() -> OverJms.ask(product, bash("echo")));
    new Thread(reply).start();
    var path =
        "/admin/submissions/"
            + await("it is listed").atMost(LIMIT).until(this::jobOfProducer, id -> !id.isEmpty());

    openApi.describes("get", "/admin/submissions/{token}", asked(path));
    assertThat(get(path).get("status").asText()).isEqualTo("In Queue");
    assertThat(get(path).get("caller").asText()).isEqualTo("name:producer");
    assertThat(get(path).get("total").asInt()).isEqualTo(1);
    assertThat(post(path + "/requeue", "").statusCode()).isEqualTo(409);
    openApi.describes("post", "/admin/submissions/{token}/cancel", post(path + "/cancel", ""));

    var result = reply.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(result.get("status").asText()).isEqualTo("Cancelled");
    assertThat(result.get("message").asText()).contains("operator");
    assertThat(path).endsWith(result.get("token").asText());
  }

  private String jobOfProducer() {
    return get("/admin/submissions?language=bash&caller=name:producer")
        .at("/submissions/0/token")
        .asText();
  }

  @Test
  void aRunningSubmissionIsShownPutBackAndCancelled() {
    var token = client.submit(bash("sleep 25"));
    await("it is in hand")
        .atMost(LIMIT)
        .until(() -> !get("/admin/submissions/" + token).get("worker").isNull());
    openApi.describes("get", "/admin/submissions/{token}", asked("/admin/submissions/" + token));
    var first = get("/admin/submissions/" + token).get("since").asText();

    var back = post("/admin/submissions/" + token + "/requeue", "");
    assertThat(back.statusCode()).as(back.body()).isEqualTo(202);
    await("it is in hand again").atMost(LIMIT).until(() -> isInHandSince(token, first));
    assertThat(get("/admin/submissions/" + token).get("attempts").asInt()).isBetween(1, 2);

    var cancelled = post("/admin/submissions/" + token + "/cancel", "");
    openApi.describes("post", "/admin/submissions/{token}/cancel", cancelled);
    var result = client.result(token, LIMIT);
    assertThat(result.get("status").asText()).isEqualTo("Cancelled");
    assertThat(post("/admin/submissions/" + token + "/requeue", "").statusCode()).isEqualTo(409);
  }

  private boolean isInHandSince(String token, String before) {
    var since = get("/admin/submissions/" + token).get("since");
    return !since.isNull() && !since.asText().equals(before);
  }

  @Test
  void aDrainedWorkerTakesNothingUntilItIsUndrained() {
    var worker = get("/admin/workers").at("/workers/0/id").asText();
    var drained = post("/admin/workers/" + worker + "/drain", "");
    openApi.describes("post", "/admin/workers/{worker}/drain", drained);
    var token =
        await("a job that nobody takes")
            .atMost(LIMIT)
            .until(this::waitingJob, waiting -> !waiting.isEmpty());

    post("/admin/workers/" + worker + "/undrain", "");

    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Accepted");
    assertThat(post("/admin/workers/nobody/drain", "").statusCode()).isEqualTo(404);
  }

  /** A new job that waits for some seconds; empty where it was run. */
  private String waitingJob() {
    var token = client.submit(bash("echo"));
    var found = client.find(token, 3).body();
    return found.contains("\"In Queue\"") ? token : "";
  }

  @Test
  void everyChangeIsWrittenDownAndNoSecretIsTold() {
    post("/admin/caches/clear", "{\"cache\": \"runs\"}");

    var latest = get("/admin/audit?limit=100").get("entries");
    assertThat(texts(latest, "action")).contains("clear the caches");
    assertThat(texts(latest, "who")).containsOnly("name:admin");
    assertThat(texts(latest, "outcome")).anyMatch(text -> text.startsWith("done: "));
    assertThat(asked("/admin/settings").body())
        .contains("\"RESULT_TTL\"")
        .doesNotContain(SharedProduct.ADMIN_TOKEN);
    assertThat(post("/admin/caches/clear", "{\"cache\": \"x\"}").statusCode()).isEqualTo(422);
    assertThat(post("/admin/dead-letters/retry", "{}").statusCode()).isEqualTo(422);
    assertThat(post("/admin/queues/no-language/pause", "").statusCode()).isEqualTo(404);
  }

  @Test
  void whatWentWrongIsInTheLogAndAmongTheDeadLettersUntilItIsDeleted() {
    var token = new BashJobs(product).deadLetter();

    await("a warning that names it")
        .atMost(LIMIT)
        .until(() -> asked("/admin/logs?level=WARNING").body().contains(token));
    var letter = get("/admin/dead-letters?token=" + token).at("/letters/0");
    assertThat(letter.get("language").asText()).as(letter.toString()).isEqualTo("bash");
    var deleted =
        post(
            "/admin/dead-letters/delete",
            "{\"ids\": [\"%s\"]}".formatted(letter.get("id").asText()));
    assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
    assertThat(get("/admin/dead-letters?token=" + token).get("letters")).isEmpty();
  }

  @Test
  void whatAProducerSentThatIsNoSubmissionIsShownWithTheReason() throws JMSException {
    var reply = OverJms.ask(product, bash("echo").put("code", 7));
    assertThat(reply.get("status").asText()).isEqualTo("Rejected");

    var list = asked("/admin/rejected?token=" + reply.get("token").asText());
    openApi.describes("get", "/admin/rejected", list);
    var letter = Client.json(list.body()).at("/letters/0");
    assertThat(letter.get("caller").asText()).isEqualTo("name:producer");
    assertThat(reply.get("message").asText()).contains(letter.get("reason").asText());
    var one = asked("/admin/rejected/" + letter.get("id").asText());
    openApi.describes("get", "/admin/rejected/{id}", one);
    assertThat(Client.json(one.body()).get("body").asText()).contains("\"code\":7");
    assertThat(asked("/admin/rejected/none").statusCode()).isEqualTo(404);
  }

  @Test
  void theLastHourTellsWhatEnded() {
    client.result(client.submit(bash("echo")), LIMIT);
    await("a point with an end")
        .atMost(LIMIT)
        .until(
            () ->
                StreamSupport.stream(get("/admin/series").get("points").spliterator(), false)
                    .anyMatch(point -> point.get("finished").asInt() > 0));
  }
}
