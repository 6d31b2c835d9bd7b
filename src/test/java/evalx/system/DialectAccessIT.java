package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients of other engines where API tokens are needed, and Judge0 where it is strict. */
@ExtendWith(GuardedProduct.class)
class DialectAccessIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String CRASH = "int main(void) { return *(volatile int *)0; }";
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  private static HttpResponse<String> send(
      String method, String path, String json, String... headers) {
    var request = client.request(path).header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    var body =
        json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json.replace('\'', '"'));
    return client.send(request.method(method, body).build());
  }

  private static JsonNode judge0(String submission) {
    var ran = send("POST", "/judge0/submissions?wait=true", submission, "X-Auth-Token", "secret-e");
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    return Client.json(ran.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "X-Auth-Token|/judge0/submissions?wait=true|{'language_id':46,'source_code':'echo hi'}|201",
        "Authorization|/piston/api/v2/execute|{'language':'bash','version':'*','files':[{'content':'echo"
            + " hi'}]}|200",
        "Authorization|/sandboxfusion/run_code|{'language':'bash','code':'echo hi'}|200",
        "X-API-KEY|/jobe/index.php/restapi/runs|{'run_spec':{'language_id':'bash','sourcecode':'echo"
            + " hi'}}|200",
      })
  void aClientSendsItsTokenInItsOwnHeader(String header, String path, String body, int status) {
    var scheme = header.equals("Authorization") ? "Bearer " : "";

    assertThat(send("POST", path, body).statusCode()).isEqualTo(401);
    assertThat(send("POST", path, body, header, scheme + "unknown").statusCode()).isEqualTo(401);
    assertThat(send("POST", path, body, header, scheme + "secret-r").statusCode()).isEqualTo(403);
    var ran = send("POST", path, body, header, scheme + "secret-e");
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(status);
    assertThat(ran.body()).contains("\"hi\\n\"");
  }

  @Test
  void judge0AuthorizesByASecondToken() {
    var path =
        "/judge0/submissions/"
            + judge0("{'language_id':46,'source_code':'echo mine'}").get("token").asText();
    var own = new String[] {"X-Auth-Token", "secret-e"};
    var both = new String[] {"X-Auth-Token", "secret-a", "X-Auth-User", GuardedProduct.ADMIN_TOKEN};
    var wrong = new String[] {"X-Auth-Token", "secret-e", "X-Auth-User", "secret-e"};
    var alone = new String[] {"X-Auth-User", GuardedProduct.ADMIN_TOKEN};

    assertThat(send("POST", "/judge0/authenticate", "", own).statusCode()).isEqualTo(200);
    assertThat(send("POST", "/judge0/authenticate", "", alone).statusCode()).isEqualTo(401);
    assertThat(send("POST", "/judge0/authorize", "", own).statusCode()).isEqualTo(403);
    assertThat(send("POST", "/judge0/authorize", "", wrong).statusCode()).isEqualTo(403);
    assertThat(send("POST", "/judge0/authorize", "", both).statusCode()).isEqualTo(200);
    // The second token is no way to what belongs to others.
    assertThat(send("GET", path, "", both).statusCode()).isEqualTo(404);
    assertThat(send("DELETE", path, "", own).statusCode()).isEqualTo(403);
    var deleted = send("DELETE", path, "", both);
    assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
    assertThat(Client.json(deleted.body()).get("stdout").asText()).isEqualTo("bWluZQo=\n");
    assertThat(send("GET", path, "", own).statusCode()).isEqualTo(404);
    var audit =
        send("GET", "/admin/audit?limit=100", "", "X-Auth-Token", GuardedProduct.ADMIN_TOKEN);
    assertThat(audit.body()).contains("\"delete the submission\"", path.replaceFirst(".*/", ""));
  }

  @Test
  void strictJudge0HidesSignalsAndReturnsOnlyAsciiAsText() {
    var crashed = judge0("{'language_id':50,'source_code':'" + CRASH + "'}");
    assertThat(crashed.at("/status/id").asInt()).as(crashed.toString()).isEqualTo(11);
    assertThat(crashed.get("message").asText()).isEqualTo("Exited with error status 139");

    var letters = judge0("{'language_id':46,'source_code':'printf \\u00fc'}");
    assertThat(letters.get("error").asText())
        .as(letters.toString())
        .startsWith("some attributes for this submission cannot be converted to UTF-8");
    var path = "/judge0/submissions/" + letters.get("token").asText();
    var own = new String[] {"X-Auth-Token", "secret-e"};
    assertThat(send("GET", path, "", own).statusCode()).isEqualTo(400);
    var encoded = send("GET", path + "?base64_encoded=true", "", own);
    assertThat(Client.json(encoded.body()).get("stdout").asText())
        .as(encoded.body())
        .isEqualTo("w7w=\n");
  }

  private static HttpResponse<String> admin(String path, String body) {
    return send("POST", path, body, "X-Auth-Token", GuardedProduct.ADMIN_TOKEN);
  }

  /**
   * Fills the queue of Python, which nobody reads. A job in delivery, that a resume just before had
   * begun, leaves a place in it when it ends: only a queue without one, before and after, stays
   * full.
   */
  private static void fillQueue() {
    await("a paused queue").until(DialectAccessIT::deliveredWhilePaused, count -> count == 0);
    await("a full queue")
        .until(
            () -> {
              var before = deliveredWhilePaused();
              var sent = admin("/submissions", "{'language':'python','code':'1'}");
              var isFull = Client.json(sent.body()).path("title").asText().equals("Queue full");
              return isFull && before == 0 && deliveredWhilePaused() == 0;
            });
  }

  private static int deliveredWhilePaused() {
    var paused = admin("/admin/queues/python/pause", "");
    assertThat(paused.statusCode()).as(paused.body()).isEqualTo(200);
    return Client.json(paused.body()).get("in_delivery").asInt();
  }

  private static final DialectExample.Secrets SECRETS =
      new DialectExample.Secrets(GuardedProduct.ADMIN_TOKEN, "secret-e");

  static Stream<Named<DialectExample>> examplesOfTokens() throws IOException {
    return DialectExample.where("API tokens are needed");
  }

  /** The others are in {@link DialectExamplesIT}. */
  @ParameterizedTest
  @MethodSource("examplesOfTokens")
  void anExampleThatNeedsTokensHasItsAnswer(DialectExample example) {
    example.check(client, SECRETS);
  }

  static Stream<Named<DialectExample>> examplesOfAPause() throws IOException {
    return DialectExample.where("the queue of Python is paused");
  }

  @ParameterizedTest
  @MethodSource("examplesOfAPause")
  void anExampleOfWhatWaitsHasItsAnswer(DialectExample example) {
    assertThat(admin("/admin/queues/python/pause", "").statusCode()).isEqualTo(200);
    example.checkWhileItWaits(client, SECRETS);
  }

  /** Each in the words and with the status that its clients know, and in no other's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/judge0/submissions|{'language_id':71,'source_code':'1'}|503|/error|queue is full",
        "/judge0/submissions/batch|{'submissions':[{'language_id':71,'source_code':'1'}]}|503|/error|queue"
            + " is full",
        "/piston/api/v2/execute|{'language':'py','version':'*','files':[{'content':'1'}]}|503|/message|The"
            + " queue of this language is full",
        "/sandboxfusion/run_code|{'language':'python','code':'1'}|504|/detail|The queue of this language is full",
        "/jobe/index.php/restapi/runs|{'run_spec':{'language_id':'python3','sourcecode':'1'}}|200|/outcome|21",
        "/mcp|{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'run_code',"
            + "'arguments':{'language':'python','code':'1'}}}|200|/result/content/0/text|The queue of"
            + " this language is full"
      })
  void aFullQueueIsToldAsEachClientKnowsIt(
      String path, String body, int status, String place, String said) {
    fillQueue();

    var refused = send("POST", path, body, "Authorization", "Bearer secret-e");

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
    var told = Client.json(refused.body());
    assertThat(told.at(place).asText()).as(refused.body()).startsWith(said);
    assertThat(told.at("/result/isError").asBoolean()).isEqualTo(path.equals("/mcp"));
  }

  static Stream<Named<DialectExample>> examplesOfAFullQueue() throws IOException {
    return DialectExample.where("the queue of Python is full");
  }

  @ParameterizedTest
  @MethodSource("examplesOfAFullQueue")
  void anExampleOfAFullQueueHasItsAnswer(DialectExample example) {
    fillQueue();
    example.check(client, SECRETS);
  }

  private static JsonNode judge0sWorkers() {
    var told = send("GET", "/judge0/workers", "", "X-Auth-Token", "secret-e");
    assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
    return Client.json(told.body()).get(0);
  }

  @Test
  void judge0sWorkersTellWhatWaits() {
    fillQueue();
    await("jobs that wait").until(() -> judge0sWorkers().get("size").asInt() > 0);
    goOn();
    await("an idle service")
        .atMost(LIMIT)
        .until(
            () -> {
              var workers = judge0sWorkers();
              return workers.get("size").asInt() == 0
                  && workers.get("available").asInt() > 0
                  && workers.get("idle").equals(workers.get("available"));
            });
  }

  @Test
  void verlTriesAgainWhenTheQueueWasFull() {
    fillQueue();
    var rewards =
        new VerlRewards(
            client,
            VerlRewards.SECONDS,
            () -> admin("/admin/queues/python/resume", ""),
            "Authorization",
            "Bearer secret-e");

    assertThat(rewards.of("python", "print(input())", List.of("hello"), List.of("hello")))
        .containsExactly(VerlRewards.Reward.RIGHT);
    assertThat(rewards.refused).hasPositiveValue();
  }

  @Test
  @Tag("slow")
  void aProgramWhoseTurnDoesNotComeIsAGatewayTimeout() {
    admin("/admin/queues/bash/pause", "");

    var late =
        send(
            "POST",
            "/sandboxfusion/run_code",
            "{'language':'bash','code':'echo','run_timeout':0.1,'compile_timeout':0.1}",
            "Authorization",
            "Bearer secret-e");

    assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
    assertThat(late.body()).contains("waits in the queue");
    goOn();
    await("the job, which its client has given up, is cancelled")
        .until(() -> kept("secret-e").at("/0/status").asText().equals("Cancelled"));
  }

  private static JsonNode kept(String token) {
    var listed = send("GET", "/submissions?language=bash&limit=1", "", "X-Auth-Token", token);
    return Client.json(listed.body()).get("submissions");
  }

  /** Nothing that others rely on may stay paused. */
  @AfterEach
  void goOn() {
    admin("/admin/queues/python/resume", "");
    admin("/admin/queues/bash/resume", "");
  }

  @Test
  void judge0sIdeWorksFromAPageOfAnotherOrigin() {
    var page = new Judge0Page(client, "secret-e");

    assertThat(page.languages())
        .extracting(language -> language.get("id").asInt())
        .contains(50, 71);
    var ran = page.run(71, "import sys; print('né', input()); sys.exit(0)", "hello");
    assertThat(ran.get("stdout").asText()).as(ran.toString()).isEqualTo("né hello\n");
    assertThat(ran.at("/status/id").asInt()).isEqualTo(3);
    assertThat(ran.size()).isEqualTo(5);
    var broken = page.run(50, "int main(", "");
    assertThat(broken.at("/status/id").asInt()).as(broken.toString()).isEqualTo(6);
    assertThat(broken.get("compile_output").asText()).contains("error");
  }
}
