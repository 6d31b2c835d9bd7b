package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

/** Who may do what, and how often, where API tokens are needed. */
@ExtendWith(GuardedProduct.class)
class AccessIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The SHA-256 of "of gaps". */
  private static final String OF_GAPS =
      "5b8d672c49e9bc7afcf11019d624032bc9d29e7bfa24016245012d758e83f8df";

  private static Product product;
  private static Client client;

  @BeforeAll
  static void connect(Product guarded) {
    product = guarded;
    client = product.client();
  }

  private static HttpRequest.Builder as(String token, String path) {
    return client.request(path).header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> get(String token, String path) {
    return client.send(as(token, path).GET().build());
  }

  private static HttpResponse<String> delete(String token, String path) {
    return client.send(as(token, path).DELETE().build());
  }

  private static HttpResponse<String> post(String token, String path, JsonNode body) {
    return client.send(
        as(token, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Client.bytes(body)))
            .build());
  }

  private static ObjectNode bash(String code) {
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("code", code);
    return submission.put("timeout", 50).put("cache", false);
  }

  private static String submit(String token, JsonNode submission) {
    var response = post(token, "/submissions", submission);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return Client.json(response.body()).get("token").asText();
  }

  private static void assertProblem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(Client.json(response.body()).get("status").asInt()).isEqualTo(status);
  }

  @Test
  void withoutATokenNothingIsToldAndEitherHeaderLetsIn() {
    var nobody = client.get("/languages");
    assertProblem(nobody, 401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertProblem(get("secret-x", "/languages"), 401);
    assertThat(get("secret-e", "/languages").statusCode()).isEqualTo(200);
    var alone = client.request("/languages").header("X-Auth-Token", "secret-e").GET().build();
    assertThat(client.send(alone).statusCode()).isEqualTo(200);
    assertThat(client.get("/").statusCode()).isEqualTo(200);
    assertThat(client.get("/health/live").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Bearer secret-",
    "Authorization, Bearer secret-ee",
    "Authorization, Bearer Secret-e",
    "Authorization, Bearer eva:secret-e",
    "Authorization, Bearer eva",
    "Authorization, Bearer",
    "Authorization, Basic secret-e",
    "Authorization, secret-e",
    "X-Auth-Token, secret-",
    "X-Auth-Token, secret-e;scopes=admin",
    "X-Auth-Token, Bearer secret-e",
    "X-Auth-Token, ''",
  })
  void whatIsAlmostATokenIsNone(String header, String value) {
    var submission = "/submissions/0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10";
    for (var path :
        List.of("/languages", submission, submission + "/events", "/admin/queues", "/metrics")) {
      var answer = client.send(client.request(path).header(header, value).GET().build());
      assertProblem(answer, 401);
    }
    assertThatThrownBy(() -> new SocketClient(product.port("PORT"), "/ws", header, value).close())
        .cause()
        .isInstanceOf(WebSocketHandshakeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer secret-e", "BEARER secret-e", "Bearer  secret-e "})
  void theSchemeOfATokenIsReadAsHttpSays(String value) {
    var request = client.request("/languages").header("Authorization", value).GET().build();
    assertThat(client.send(request).statusCode()).isEqualTo(200);
  }

  @Test
  void whatHealthAndMetricsSayNeedsATokenUnlessASettingOpensThem() {
    assertProblem(client.get("/metrics"), 401);
    assertProblem(client.get("/health"), 401);
    for (var probe : List.of("/health/live", "/health/ready", "/health/started")) {
      assertThat(client.get(probe).body()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
      assertThat(get("secret-e", probe).body()).contains("\"checks\":[]");
      assertThat(get("secret-admin", probe).body()).contains("\"checks\":[{");
    }
    assertThat(get("secret-e", "/health").body()).contains("\"UP\"", "\"checks\":[]");
    assertThat(get("secret-admin", "/health").body()).contains("\"checks\":[{");
    assertThat(get("secret-r", "/metrics").body()).contains("evalx_workers ");
  }

  @Test
  void aTokenSeesItsOwnSubmissionsOnlyAndAnAdministratorAll() {
    var token = submit("secret-e", bash("echo mine"));
    var path = "/submissions/" + token;

    for (var hidden : new String[] {path, path + "?wait=1", path + "/cases/0"}) {
      assertProblem(get("secret-a", hidden), 404);
    }
    var batch = Client.json(get("secret-a", "/submissions/batch?wait=1&tokens=" + token).body());
    assertThat(batch.at("/submissions/0/error/status").asInt()).isEqualTo(404);
    assertProblem(delete("secret-a", path), 404);
    assertThat(get("secret-admin", path + "?wait=60").statusCode()).isEqualTo(200);
    assertThat(get("secret-e", path).statusCode()).isEqualTo(200);
    assertProblem(get("secret-a", path), 404);
    assertThat(delete("secret-admin", path).statusCode()).isEqualTo(204);
    assertThat(get("secret-admin", "/admin/audit?limit=100").body())
        .contains("\"delete the submission\"", token);
  }

  @Test
  void whatAnAdministratorDeletesOfOthersIsOneEntryOfTheAuditLog() {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      var token = submit("secret-e", bash("echo " + i));
      tokens.add(token);
      assertThat(get("secret-admin", "/submissions/" + token + "?wait=60").statusCode())
          .isEqualTo(200);
      assertThat(delete("secret-admin", "/submissions/" + token).statusCode()).isEqualTo(204);
    }

    var log = Client.json(get("secret-admin", "/admin/audit?limit=100").body());
    var entries =
        log.findValuesAsText("subject").stream()
            .filter(subject -> tokens.stream().anyMatch(subject::contains))
            .toList();
    // Two where an hour began in between.
    assertThat(entries).hasSizeBetween(1, 2);
    assertThat(String.join(" ", entries)).contains(tokens);
  }

  @Test
  void aTokenUsesTheFilesThatItHasSent() {
    var content = BodyPublishers.ofString("of eva");
    var sent = client.send(as("secret-e", "/files").PUT(content).build());
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
    var file = Client.json(sent.body()).get("file").asText();
    var cat = bash("cat");
    cat.putArray("test_cases").addObject().put("stdin_file", file);

    assertProblem(get("secret-a", "/files/" + file), 404);
    assertProblem(post("secret-a", "/submissions", cat), 422);
    assertProblem(client.send(as("secret-r", "/files").PUT(content).build()), 403);
    assertThat(get("secret-e", "/files/" + file).body()).isEqualTo("of eva");
    assertThat(get("secret-admin", "/files/" + file).body()).isEqualTo("of eva");
    var result =
        Client.json(get("secret-e", "/submissions/" + submit("secret-e", cat) + "?wait=60").body());
    assertThat(result.at("/results/0/stdout").asText()).isEqualTo("of eva");
    assertThat(client.send(as("secret-a", "/files").PUT(content).build()).statusCode())
        .isEqualTo(200);
    assertThat(get("secret-a", "/files/" + file).statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenDoesWhatItsScopesSay() {
    assertThat(get("secret-r", "/languages").statusCode()).isEqualTo(200);
    for (var path : new String[] {"/submissions", "/execute"}) {
      assertProblem(post("secret-r", path, bash("echo")), 403);
    }
    var list = Client.JSON.createObjectNode();
    list.putArray("requests").add(bash("echo"));
    assertProblem(post("secret-r", "/execute-parallel", list), 403);
    assertProblem(delete("secret-r", "/submissions/0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10"), 403);
  }

  @Test
  void beyondTheRateOfATokenItIsToldWhenToComeBack() {
    var first = post("secret-o", "/submissions", bash("echo"));
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.headers().firstValue("RateLimit-Policy")).contains("\"submit\";q=1;w=60");
    assertThat(first.headers().firstValue("RateLimit").orElseThrow())
        .startsWith("\"submit\";r=0;t=");

    var second = post("secret-o", "/execute", bash("echo"));

    assertProblem(second, 429);
    assertThat(second.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
    assertThat(get("secret-o", "/languages").statusCode()).isEqualTo(200);
    assertThat(post("secret-e", "/execute", bash("echo")).headers().firstValue("RateLimit"))
        .isEmpty();
  }

  @Test
  void severalProgramsInOneRequestAreOneOfTheRate() {
    var batch = Client.JSON.createObjectNode();
    batch.putArray("submissions").add(bash("echo 1")).add(bash("echo 2")).add(bash("echo 3"));
    var parallel = Client.JSON.createObjectNode();
    parallel.putArray("requests").add(bash("echo 1")).add(bash("echo 2")).add(bash("echo 3"));

    var first = post("secret-b", "/submissions/batch", batch);
    var second = post("secret-b", "/execute-parallel", parallel);

    for (var answer : List.of(first, second)) {
      assertThat(Client.json(answer.body()).findValuesAsText("token")).hasSize(3);
    }
    assertProblem(post("secret-b", "/execute-batch", parallel), 429);
  }

  @Test
  void aTokenHasNoMoreJobsThanItsQuotaUntilTheyHaveEnded() {
    var list = Client.JSON.createObjectNode();
    list.putArray("submissions").add(bash("sleep 40")).add(bash("sleep 40")).add(bash("echo"));

    var response = post("secret-m", "/submissions/batch", list);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    var items = Client.json(response.body()).get("submissions");
    assertThat(items.at("/2/error/status").asInt()).as(response.body()).isEqualTo(429);
    var refused = post("secret-m", "/submissions", bash("echo"));
    assertProblem(refused, 429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    for (int i = 0; i < 2; i++) {
      var path = "/submissions/" + items.get(i).get("token").asText();
      assertThat(delete("secret-m", path).statusCode()).isEqualTo(202);
    }
    await("room for another job")
        .atMost(LIMIT)
        .until(() -> post("secret-m", "/submissions", bash("echo")).statusCode() == 202);
  }

  /** One that was refused at first is tried again, and finds the quota used up by the others. */
  @Test
  void aBatchThatIsSentAgainHasTheTokensOfThoseThatWereQueuedWhateverOneOfItMeets() {
    var cat = bash("cat");
    cat.putArray("test_cases").addObject().put("stdin_file", OF_GAPS);
    var batch = Client.JSON.createObjectNode();
    batch.putArray("submissions").add(cat).add(bash("sleep 40")).add(bash("sleep 40"));
    var request =
        as("secret-g", "/submissions/batch")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(BodyPublishers.ofByteArray(Client.bytes(batch)))
            .build();
    var first = Client.json(client.send(request).body());
    client.send(as("secret-g", "/files").PUT(BodyPublishers.ofString("of gaps")).build());

    var again = client.send(request);

    assertThat(first.at("/submissions/0/error/status").asInt()).isEqualTo(422);
    assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
    var items = Client.json(again.body()).get("submissions");
    assertThat(items.at("/0/error/status").asInt()).as(again.body()).isEqualTo(429);
    for (int i = 1; i <= 2; i++) {
      var token = items.at("/" + i + "/token").asText();
      assertThat(token).isEqualTo(first.at("/submissions/" + i + "/token").asText());
      assertThat(delete("secret-g", "/submissions/" + token).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void aTokenIsGivenABoundedNumberOfTicketsInAMinute() {
    var body = Client.JSON.createObjectNode().put("token", submit("secret-a", bash("echo")));
    try (var redis = new Jedis(product.redisUrl())) {
      redis.set("evalx:tickets:name:adam", "999", SetParams.setParams().ex(60));
    }
    assertThat(post("secret-a", "/tickets", body).statusCode()).isEqualTo(200);

    var refused = post("secret-a", "/tickets", body);

    assertProblem(refused, 429);
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
    var described =
        client.send(as("secret-a", "/openapi").header("Accept", "application/json").build());
    new OpenApi(Client.json(described.body())).describes("post", "/tickets", refused);
    assertThat(post("secret-admin", "/tickets", body).statusCode()).isEqualTo(200);
  }

  @Test
  void everyAnswerHasHeadersThatBoundWhatBrowsersMakeOfIt() {
    for (var path : new String[] {"/languages", "/nothing", "/health/live"}) {
      var headers = get("secret-e", path).headers();
      assertThat(headers.firstValue("X-Content-Type-Options")).as(path).contains("nosniff");
      assertThat(headers.firstValue("X-Frame-Options")).as(path).contains("DENY");
      assertThat(headers.firstValue("Cache-Control")).as(path).contains("no-store");
      assertThat(headers.firstValue("Content-Security-Policy")).as(path).isPresent();
    }
  }

  /** What runs in one page can read the tokens of all, so none may run more than the others. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs", "/console"})
  void aPageRunsNothingButItsOwnFiles(String page) {
    assertThat(client.get(page).headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .containsPattern("^default-src 'none'; script-src 'self'( 'sha256-[^']*')?;")
                    .contains("connect-src 'self';", "form-action 'none'")
                    .doesNotContain("unsafe-"));
  }

  private static HttpResponse<String> agent(String token, String method, String params) {
    var message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}";
    return post(token, "/mcp", Client.json(message.formatted(method, params)));
  }

  @Test
  void anAgentNeedsATokenWithItsScopes() {
    var code = "{\"name\":\"run_code\",\"arguments\":{\"language\":\"bash\",\"code\":\"echo hi\"}}";
    assertThat(agent("unknown", "tools/list", "{}").statusCode()).isEqualTo(401);

    var ran = Client.json(agent("secret-e", "tools/call", code).body());
    assertThat(ran.at("/result/structuredContent/stdout").asText())
        .as(ran.toString())
        .isEqualTo("hi\n");
    var reader = Client.json(agent("secret-r", "tools/call", code).body());
    assertThat(reader.at("/result/isError").asBoolean()).as(reader.toString()).isTrue();
    assertThat(reader.at("/result/content/0/text").asText()).contains("may not");
    assertThat(agent("secret-r", "tools/call", "{\"name\":\"list_languages\"}").body())
        .contains("bash");
  }

  @Test
  void aWebSocketOfADialectNeedsATokenThatMaySubmit() throws ExecutionException {
    var path = "/piston/api/v2/connect";
    var port = product.port("PORT");
    for (var header : List.of("Bearer unknown", "Bearer secret-r")) {
      assertThatThrownBy(() -> new SocketClient(port, path, "Authorization", header))
          .cause()
          .isInstanceOf(WebSocketHandshakeException.class);
    }
    try (var client = new SocketClient(port, path, "Authorization", "Bearer secret-e")) {
      client.say("{\"type\": \"init\"}");
      assertThat(client.toEnd()).isEqualTo(4002);
    }
  }
}
