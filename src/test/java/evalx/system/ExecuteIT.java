package evalx.system;

import static evalx.system.SleepingPrograms.sleeper;
import static evalx.system.SleepingPrograms.sleeps;
import static evalx.system.SleepingPrograms.someSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One program with one input in one request; and submissions that are cancelled or removed. */
@ExtendWith(SharedProduct.class)
class ExecuteIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** From the request to cancel to the result. */
  private static final Duration CANCELLING = Duration.ofSeconds(2);

  private static Client client;
  private static OpenApi described;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
    described = new OpenApi(client);
  }

  private static HttpResponse<String> execute(String query, ObjectNode body) {
    return post("/execute", query, body);
  }

  private static HttpResponse<String> post(
      String path, String query, ObjectNode body, String... headers) {
    var request =
        client
            .request(path + query)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Client.bytes(body)));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    var response = client.send(request.build());
    described.describes("post", path, response);
    return response;
  }

  private static List<String> tokens(HttpResponse<String> response) {
    return Client.json(response.body()).findValuesAsText("token");
  }

  private static HttpResponse<String> batch(String query) {
    var response = client.get("/submissions/batch" + query);
    described.describes("get", "/submissions/batch", response);
    return response;
  }

  private static ObjectNode list(String name, ObjectNode... elements) {
    var body = Client.JSON.createObjectNode();
    body.putArray(name).addAll(List.of(elements));
    return body;
  }

  private static HttpResponse<String> delete(String token) {
    return client.send(client.request("/submissions/" + token).DELETE().build());
  }

  private static ObjectNode sum() {
    return Programs.submission("python", "accepted").put("stdin", "1 2\n");
  }

  @Test
  void aProgramIsRunAndItsResultAnswered() {
    var response = execute("", sum().put("expected_output", "3\n"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var result = Client.json(response.body());
    assertThat(result.get("status").asText()).isEqualTo("Accepted");
    assertThat(result.get("results")).hasSize(1);
    assertThat(result.at("/results/0/stdout").asText()).isEqualTo("3\n");
    var again = client.find(result.get("token").asText(), 0);
    assertThat(Client.json(again.body())).isEqualTo(result);
  }

  @Test
  void aWrongAnswerIsAResultToo() {
    var response = execute("", sum().put("expected_output", "4\n"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Client.json(response.body()).get("status").asText()).isEqualTo("Wrong Answer");
  }

  @Test
  void aProgramThatTakesLongerThanTheWaitIsAnsweredWithItsToken() {
    var response = execute("?wait=1", sleeper(someSeconds()));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    var token = Client.json(response.body()).get("token").asText();
    assertLocation(response, token);
    assertThat(client.find(token, 0).statusCode()).isEqualTo(202);
    assertThat(delete(token).statusCode()).isEqualTo(202);
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Cancelled");
  }

  private static void assertLocation(HttpResponse<String> response, String token) {
    var location = response.headers().firstValue("Location").orElseThrow();
    assertThat(response.uri().resolve(location).getPath()).isEqualTo("/submissions/" + token);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void aBatchOfInputsThatIsNotWaitedForIsAnsweredWithItsToken(int wait) {
    var program = list("requests", sleeper(someSeconds()));

    var response = post("/execute-batch", "?wait=" + wait, program);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    var token = Client.json(response.body()).get("token").asText();
    assertLocation(response, token);
    assertThat(delete(token).statusCode()).isEqualTo(202);
  }

  @Test
  void whatIsWrongIsNamedByItsMember() {
    var body = sum();
    body.putArray("args").add("a\0b");
    var response = execute("", body.put("timeout", 61));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(Client.json(response.body()).get("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("args[0]", "timeout");
    assertThat(execute("?wait=61", sum()).statusCode()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource({"/execute, ", "/execute-parallel, /submissions/0", "/execute-batch, "})
  void aProgramMayOnlyBeCompiled(String path, String at) {
    var program = Client.JSON.createObjectNode().put("language", "c").put("stage", "compile");
    program.put("code", "int main(void) { return 0; }");
    var body = path.equals("/execute") ? program : list("requests", program);

    var response = post(path, "", body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var result = Client.json(response.body()).at(at == null ? "" : at);
    assertThat(result.get("status").asText()).isEqualTo("Accepted");
    assertThat(result.get("total").asInt()).isZero();
  }

  @Test
  void whatIsOnlyCompiledHasNoInput() {
    var response = execute("", sum().put("stage", "compile"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(Client.json(response.body()).get("errors").findValuesAsText("field"))
        .containsExactly("stdin");
  }

  @Test
  void severalProgramsAreRunAndTheirResultsAnsweredInOrder() {
    var response =
        post(
            "/execute-parallel",
            "",
            list(
                "requests",
                sum().put("expected_output", "3\n"),
                sum().put("timeout", 61),
                sum().put("expected_output", "4\n")));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var items = Client.json(response.body()).get("submissions");
    assertThat(items.at("/0/status").asText()).isEqualTo("Accepted");
    assertThat(items.at("/1/error/status").asInt()).isEqualTo(422);
    assertThat(items.at("/1/error/errors/0/field").asText()).isEqualTo("timeout");
    assertThat(items.at("/2/status").asText()).isEqualTo("Wrong Answer");
    assertThat(items.at("/2/results")).hasSize(1);
  }

  @Test
  void oneProgramIsRunWithSeveralInputs() {
    var second = Client.JSON.createObjectNode().put("stdin", "3 4\n").put("expected_output", "8\n");
    var response =
        post("/execute-batch", "", list("requests", sum(), second.put("code", "print(8)")));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var result = Client.json(response.body());
    assertThat(result.get("status").asText()).isEqualTo("Wrong Answer");
    assertThat(result.at("/results/0/stdout").asText()).isEqualTo("3\n");
    assertThat(result.at("/results/1/stdout").asText()).isEqualTo("7\n");
    assertThat(result.get("warnings")).hasSize(1);
    assertThat(result.at("/warnings/0").asText()).contains("requests[1]", "code");
  }

  @Test
  void whatIsWrongWithABatchIsNamed() {
    var second = Client.JSON.createObjectNode().put("stdin", 7);
    var response = post("/execute-batch", "", list("requests", sum().put("timeout", 61), second));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(Client.json(response.body()).get("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("requests[0].timeout", "requests[1].stdin");

    assertThat(post("/execute-batch", "", list("requests")).statusCode()).isEqualTo(422);
    assertThat(post("/execute-parallel", "", list("requests")).statusCode()).isEqualTo(422);
    assertThat(post("/submissions/batch", "", list("requests")).statusCode()).isEqualTo(422);
  }

  @Test
  void aBatchIsSubmittedAndFetchedInOrder() {
    var response =
        post(
            "/submissions/batch",
            "",
            list(
                "submissions",
                Programs.sums("python", 0),
                sum(),
                Programs.submission("python", "wrong_answer")));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    var items = Client.json(response.body()).get("submissions");
    assertThat(items.at("/1/error/errors/0/field").asText()).isEqualTo("stdin");
    var tokens = List.of(items.at("/0/token").asText(), items.at("/2/token").asText());

    var unknown = UUID.randomUUID();
    var fetched = batch("?wait=60&tokens=" + String.join(",", tokens) + "," + unknown);

    assertThat(fetched.statusCode()).as(fetched.body()).isEqualTo(200);
    var results = Client.json(fetched.body()).get("submissions");
    assertThat(results.findValuesAsText("token")).isEqualTo(tokens);
    assertThat(results.at("/2/error/status").asInt()).isEqualTo(404);
    assertThat(results.get(0)).isEqualTo(Client.json(client.find(tokens.get(0), 0).body()));
  }

  @ParameterizedTest
  @CsvSource({
    "/execute-parallel, requests, 250, 200",
    "/submissions/batch, submissions, 100, 202",
  })
  void asManyAsMayBeAtOnceAllHaveResultsAndOneMoreIsRefused(
      String path, String name, int max, int status) {
    var program = Client.JSON.createObjectNode().put("language", "bash").put("code", "echo many");
    var programs = Collections.nCopies(max + 1, program).toArray(ObjectNode[]::new);

    var response = post(path, "", list(name, Arrays.copyOf(programs, max)));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    var tokens = tokens(response);
    assertThat(tokens).hasSize(max).doesNotHaveDuplicates();
    var last = batch("?wait=60&tokens=" + String.join(",", tokens.subList(max - 100, max)));
    assertThat(last.statusCode()).as(last.body()).isEqualTo(200);
    assertThat(Client.json(last.body()).at("/submissions").findValuesAsText("stdout"))
        .hasSize(100)
        .containsOnly("many\n");
    assertThat(post(path, "", list(name, programs)).statusCode()).isEqualTo(422);
  }

  @Test
  void oneAsksForTheResultsOfAHundredAtATime() {
    var tokens = Stream.generate(() -> UUID.randomUUID().toString()).limit(101).toList();

    assertThat(batch("?tokens=" + String.join(",", tokens)).statusCode()).isEqualTo(422);
    assertThat(batch("?tokens=" + String.join(",", tokens.subList(0, 100))).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aBatchThatTakesLongerThanTheWaitIsAnsweredWithItsTokens() {
    var response =
        post("/execute-parallel", "?wait=1", list("requests", sleeper(someSeconds()), sum()));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    var token = Client.json(response.body()).at("/submissions/0/token").asText();
    assertThat(batch("?tokens=" + token).statusCode()).isEqualTo(202);
    assertThat(delete(token).statusCode()).isEqualTo(202);
    assertThat(batch("?wait=60&tokens=" + token).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/submissions, ",
    "/execute, ",
    "/submissions/batch, submissions",
    "/execute-parallel, requests",
    "/execute-batch, requests"
  })
  void aRequestThatIsSentAgainWithItsKeyGetsTheSameTokens(String path, String list) {
    var key = UUID.randomUUID().toString();
    var program = Client.JSON.createObjectNode().put("language", "bash").put("code", "echo " + key);
    var body = list == null ? program : list(list, program, program.deepCopy());

    var first = tokens(post(path, "", body, "Idempotency-Key", key));

    assertThat(first).isNotEmpty();
    assertThat(tokens(post(path, "", body, "Idempotency-Key", key))).isEqualTo(first);
    assertThat(tokens(post(path, "", body))).doesNotContainAnyElementsOf(first);
    program.put("code", "echo another");
    var other = list == null ? program : list(list, program, program.deepCopy());
    assertThat(post(path, "", other, "Idempotency-Key", key).statusCode()).isEqualTo(409);
    assertThat(post(path, "", body, "Idempotency-Key", "").statusCode()).isEqualTo(422);
  }

  @Test
  void requestsWithOneKeyAtTheSameTimeAreOne() throws Exception {
    var key = UUID.randomUUID().toString();
    var body = Client.JSON.createObjectNode().put("language", "bash").put("code", "echo " + key);
    var threads = Executors.newFixedThreadPool(6);
    try {
      var calls =
          Collections.nCopies(
              6,
              (Callable<List<String>>)
                  () -> tokens(post("/submissions", "", body, "Idempotency-Key", key)));
      var tokens = new HashSet<String>();
      for (var answer : threads.invokeAll(calls)) {
        tokens.addAll(answer.get());
      }
      assertThat(tokens).hasSize(1);
      var result = client.result(tokens.iterator().next(), LIMIT);
      assertThat(result.get("attempts").asInt()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRunningProgramIsCancelledAndItsBoxIsGone() {
    var seconds = someSeconds();
    var token = client.submit(sleeper(seconds));
    await("the program").atMost(LIMIT).until(() -> sleeps(seconds));

    var response = delete(token);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    described.describes("delete", "/submissions/{token}", response);
    var result = client.result(token, CANCELLING);
    assertThat(result.get("status").asText()).isEqualTo("Cancelled");
    await("the end of the box").atMost(CANCELLING).until(() -> !sleeps(seconds));
  }

  @Test
  void theResultOfOneThatHasEndedIsRemoved() {
    var token = client.submit(Programs.sums("python", 0));
    client.result(token, LIMIT);

    assertThat(delete(token).statusCode()).isEqualTo(204);
    assertThat(client.find(token, 0).statusCode()).isEqualTo(404);
    var again = delete(token);
    assertThat(again.statusCode()).isEqualTo(404);
    described.describes("delete", "/submissions/{token}", again);
  }

  @Test
  void oneTestCaseOfAResult() {
    var token = client.submit(Programs.sums("python", 0, 3, -1));
    var result = client.result(token, LIMIT);
    for (int i = 0; i < 3; i++) {
      var response = client.get("/submissions/" + token + "/cases/" + i);
      described.describes("get", "/submissions/{token}/cases/{number}", response);
      assertThat(Client.json(response.body())).isEqualTo(result.get("results").get(i));
    }
    var beyond = client.get("/submissions/" + token + "/cases/3");
    assertThat(beyond.statusCode()).isEqualTo(404);
    described.describes("get", "/submissions/{token}/cases/{number}", beyond);
  }

  @Test
  void aTestCaseOfOneThatRunsIsProgress() {
    var token = client.submit(sleeper(someSeconds()));

    var response = client.get("/submissions/" + token + "/cases/0");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    described.describes("get", "/submissions/{token}/cases/{number}", response);
    assertThat(delete(token).statusCode()).isEqualTo(202);
  }
}
