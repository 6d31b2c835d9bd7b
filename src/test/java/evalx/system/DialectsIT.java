package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.webhook.Receiver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What dialects share with the API, what is special to Judge0, and agents. */
@ExtendWith(SharedProduct.class)
class DialectsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  @Test
  void requestsOfADialectAreCounted() {
    assertThat(client.get("/judge0/about").statusCode()).isEqualTo(200);
    assertThat(client.get("/metrics").body())
        .contains("evalx_dialect_requests_total{dialect=\"judge0\",status=\"200\"}");
  }

  @Test
  void aRequestWithAnIdempotencyKeyHasOneToken() {
    var key = UUID.randomUUID().toString();
    var tokens =
        Stream.of(1, 2)
            .map(
                n ->
                    client
                        .send(
                            client
                                .request("/judge0/submissions")
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", key)
                                .POST(
                                    BodyPublishers.ofString(
                                        "{\"language_id\": 46, \"source_code\": \"echo hello\"}"))
                                .build())
                        .body())
            .distinct();
    assertThat(tokens).hasSize(1);
  }

  @Test
  void judge0PutsAResultToItsCallback() {
    try (var receiver = Receiver.start(Receiver.status(200))) {
      var created =
          post(
              "/judge0/submissions",
              "{'language_id':71,'source_code':'print(input())','stdin':'hello','callback_url':'"
                  + receiver.url("/done")
                  + "'}");
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      var token = Client.json(created.body()).get("token").asText();

      await("a callback").atMost(LIMIT).until(() -> !receiver.received.isEmpty());

      var callback = receiver.received.get(0);
      assertThat(callback.method()).isEqualTo("PUT");
      assertThat(callback.path()).isEqualTo("/done");
      var told = Client.json(callback.body());
      assertThat(told.get("token").asText()).isEqualTo(token);
      assertThat(told.get("stdout").asText()).isEqualTo("aGVsbG8K\n");
      assertThat(told.at("/status/id").asInt()).isEqualTo(3);
      assertThat(told.size()).isEqualTo(8);
    }
  }

  @Test
  void judge0RefusesCallbacksToThisNetwork() {
    var refused =
        post(
            "/judge0/submissions",
            "{'language_id':71,'source_code':'1','callback_url':'http://10.0.0.1/'}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).isEqualTo("{\"callback_url\":[\"must have a public address\"]}");
  }

  /** Clients compare what they are told. */
  @Test
  void longOutputsAreToldWhole() {
    var code = "print('\\u00e9' * 60000)";
    var judged =
        post("/judge0/submissions?wait=true", "{'language_id':71,'source_code':\"%s\"}", code);
    assertThat(Client.json(judged).get("stdout").asText()).hasSize(60_001);
    var executed =
        post(
            "/piston/api/v2/execute",
            "{'language':'python','version':'*','files':[{'content':\"%s\"}]}",
            code);
    assertThat(Client.json(executed).at("/run/stdout").asText()).hasSize(60_001);
    var run = post("/sandboxfusion/run_code", "{'language':'python','code':\"%s\"}", code);
    assertThat(Client.json(run).at("/run_result/stdout").asText()).hasSize(60_001);
  }

  @Test
  void pistonRunsTheVersionThatIsAskedFor() {
    var execute =
        "{'language':'python','version':'%s','files':[{'content':'import platform;"
            + " print(platform.python_version())'}]}";
    var runtimes = Client.json(client.get("/piston/api/v2/runtimes").body());
    var version =
        StreamSupport.stream(runtimes.spliterator(), false)
            .filter(runtime -> runtime.get("language").asText().equals("python"))
            .map(runtime -> runtime.get("version").asText())
            .reduce((first, last) -> last)
            .orElseThrow();
    for (var range : List.of(version, ">=3.0 <4", "3.x", "3.0.0", "*")) {
      var ran = post("/piston/api/v2/execute", execute.formatted(range));
      assertThat(ran.statusCode()).as(ran.body()).isEqualTo(200);
      assertThat(Client.json(ran.body()).get("version").asText()).as(range).isEqualTo(version);
      assertThat(Client.json(ran.body()).at("/run/stdout").asText()).isEqualTo(version + "\n");
    }
    var unknown = post("/piston/api/v2/execute", execute.formatted("<3.0.0"));
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).isEqualTo("{\"message\":\"python-<3.0.0 runtime is unknown\"}");
  }

  private static String post(String path, String body, String code) {
    var json = body.replace('\'', '"').formatted(code.replace("\\", "\\\\"));
    return client
        .send(
            client
                .request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build())
        .body();
  }

  @Test
  void judge0GivesAProgramOneOutput() {
    var source =
        "import sys; print(1, flush=True); print(2, file=sys.stderr, flush=True); print(3)";
    var ran =
        post(
            "/judge0/submissions?wait=true",
            "{'language_id':71,'redirect_stderr_to_stdout':true,'source_code':'" + source + "'}");
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    var told = Client.json(ran.body());
    assertThat(told.get("stdout").asText()).as(ran.body()).isEqualTo("1\n2\n3\n");
    assertThat(told.get("stderr").isNull()).isTrue();
    var crashed =
        post(
            "/judge0/submissions?wait=true",
            "{'language_id':50,'redirect_stderr_to_stdout':true,"
                + "'source_code':'int main(void) { return *(volatile int *)0; }'}");
    assertThat(Client.json(crashed.body()).at("/status/id").asInt())
        .as(crashed.body())
        .isEqualTo(7);
  }

  private static int judge0Status(int language, String source, String limits) {
    var request = Client.JSON.createObjectNode().put("language_id", language);
    request.put("source_code", source);
    request.setAll((ObjectNode) Client.json("{" + limits.replace('\'', '"') + "}"));
    var ran = sent("/judge0/submissions?wait=true", request);
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    return Client.json(ran.body()).at("/status/id").asInt();
  }

  @ParameterizedTest
  @CsvSource({
    "'a', 'a', 3",
    "'a\\n', 'a', 3",
    "'a  \\nb\\t\\n\\n', 'a\\nb', 3",
    "'a\\nb', 'a \\nb\\n\\n', 3",
    "' a', 'a', 4",
    "'a  b', 'a b', 4",
    "'a\\n\\nb', 'a\\nb', 4",
    "'A', 'a', 4",
    "'1.0', '1', 4"
  })
  void judge0ComparesLinesWithoutTheirEnds(String printed, String expected, int status) {
    var request = Client.JSON.createObjectNode().put("language_id", 46);
    request.put("source_code", "printf '" + printed + "'");
    request.put("expected_output", expected.replace("\\n", "\n"));
    var judged = sent("/judge0/submissions?wait=true&fields=status_id", request);
    assertThat(Client.json(judged.body()).get("status_id").asInt())
        .as(judged.body())
        .isEqualTo(status);
  }

  private static HttpResponse<String> sent(String path, JsonNode body) {
    return client.send(
        client
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Client.bytes(body)))
            .build());
  }

  @Test
  void judge0RunsAProgramOfSeveralFilesAsOftenAsItIsAsked() throws IOException {
    var zip = new ByteArrayOutputStream();
    try (var files = new ZipOutputStream(zip)) {
      for (var file :
          List.of(
              "main.c\n#include <stdio.h>\nint main(int n, char **a) { puts(n > 1 ? a[1] : \"\"); }",
              "compile\ngcc -o main main.c",
              "run\n./main several")) {
        var parts = file.split("\n", 2);
        files.putNextEntry(new ZipEntry(parts[0]));
        files.write(parts[1].getBytes(StandardCharsets.UTF_8));
      }
    }
    var request = Client.JSON.createObjectNode().put("language_id", 89).put("number_of_runs", 2);
    request.put("additional_files", zip.toByteArray()).put("expected_output", "several");

    var ran = sent("/judge0/submissions?wait=true&fields=stdout,status_id,number_of_runs", request);

    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    assertThat(Client.json(ran.body()))
        .isEqualTo(Client.json("{\"stdout\":\"several\\n\",\"status_id\":3,\"number_of_runs\":2}"));
  }

  @Test
  void judge0sLimitsOfTheBoxHold() {
    var recursion =
        "int f(int n) { volatile char a[1000]; a[0] = n; return n ? f(n - 1) + a[0] : 0; }\n"
            + "int main(void) { return f(2000) == 1; }";
    assertThat(judge0Status(50, recursion, "")).isEqualTo(3);
    assertThat(judge0Status(50, recursion, "'stack_limit':1000")).isEqualTo(7);

    var file = "open('a', 'wb').write(b'x' * 3000000)";
    assertThat(judge0Status(71, file, "'max_file_size':4000")).isEqualTo(3);
    assertThat(judge0Status(71, file, "'max_file_size':2000")).isIn(8, 11);

    var threads =
        """
        import threading as t
        e = t.Event()
        a = [t.Thread(target=e.wait) for i in range(20)]
        try:
          [x.start() for x in a]
        finally:
          e.set()""";
    assertThat(judge0Status(71, threads, "'max_processes_and_or_threads':30")).isEqualTo(3);
    assertThat(judge0Status(71, threads, "'max_processes_and_or_threads':10")).isEqualTo(11);
  }

  @Test
  void judge0DoesNotKnowWhatCameInAnotherWay() {
    var token = client.submit(Programs.sums("bash", 1));
    client.result(token, LIMIT);

    assertThat(client.get("/judge0/submissions/" + token).statusCode()).isEqualTo(404);
    assertThat(client.get("/judge0/submissions/batch?tokens=" + token).body())
        .isEqualTo("{\"submissions\":[null]}");
  }

  @Test
  void judge0TakesAFormOfSeveralParts() {
    var body = new StringBuilder();
    Map.of("language_id", "71", "source_code", "print('form')", "wait", "true")
        .forEach(
            (name, value) ->
                body.append("--b\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append("\"\r\n\r\n")
                    .append(value)
                    .append("\r\n"));
    body.append("--b--\r\n");
    var ran =
        client.send(
            client
                .request("/judge0/submissions")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    assertThat(Client.json(ran.body()).get("stdout").asText()).isEqualTo("form\n");
  }

  private static HttpResponse<String> post(String path, String json, String... headers) {
    var request = client.request(path).header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.POST(BodyPublishers.ofString(json.replace('\'', '"'))).build());
  }

  /** The result of a request of the Model Context Protocol. */
  private static JsonNode agent(String method, String params) {
    var response =
        post(
            "/mcp",
            "{'jsonrpc':'2.0','id':7,'method':'%s','params':%s}".formatted(method, params),
            "Accept",
            "application/json, text/event-stream",
            "MCP-Protocol-Version",
            "2025-06-18");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var answer = Client.json(response.body());
    assertThat(answer.get("id").asInt()).isEqualTo(7);
    assertThat(answer.has("result")).as(response.body()).isTrue();
    return answer.get("result");
  }

  private static JsonNode tool(String name, String arguments) {
    return agent("tools/call", "{'name':'%s','arguments':%s}".formatted(name, arguments));
  }

  @Test
  void anAgentFindsTheTools() {
    var agreed =
        agent(
            "initialize",
            "{'protocolVersion':'2025-06-18','capabilities':{},"
                + "'clientInfo':{'name':'test','version':'1'}}");
    assertThat(agreed.get("protocolVersion").asText()).isEqualTo("2025-06-18");
    assertThat(agreed.at("/serverInfo/name").asText()).isEqualTo("evalx");
    var notified = post("/mcp", "{'jsonrpc':'2.0','method':'notifications/initialized'}");
    assertThat(notified.statusCode()).as(notified.body()).isEqualTo(202);

    assertThat(agent("tools/list", "{}").get("tools"))
        .extracting(tool -> tool.get("name").asText())
        .containsExactlyInAnyOrder("run_code", "run_tests", "list_languages");
    assertThat(tool("list_languages", "{}").at("/structuredContent/languages"))
        .extracting(language -> language.get("language").asText())
        .contains("python", "cpp");
  }

  @Test
  void anAgentRunsAProgram() {
    var ran = tool("run_code", "{'language':'python','code':'print(input())','stdin':'hello'}");
    assertThat(ran.get("isError").asBoolean()).as(ran.toString()).isFalse();
    assertThat(ran.at("/structuredContent/status").asText()).isEqualTo("Accepted");
    assertThat(ran.at("/structuredContent/stdout").asText()).isEqualTo("hello\n");
    assertThat(Client.json(ran.at("/content/0/text").asText()))
        .isEqualTo(ran.get("structuredContent"));

    var unknown = tool("run_code", "{'language':'klingon','code':'x'}");
    assertThat(unknown.get("isError").asBoolean()).isTrue();
    assertThat(unknown.at("/content/0/text").asText()).startsWith("language must be one of");
  }

  @Test
  void anAgentsRequestWithAnIdempotencyKeyRunsOnce() {
    var key = UUID.randomUUID().toString();
    var call =
        "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'run_code','arguments':{"
            + "'language':'python','code':'print(%d)'}}}";
    var first = post("/mcp", call.formatted(1), "Idempotency-Key", key);
    assertThat(first.body()).contains("Accepted");
    assertThat(post("/mcp", call.formatted(1), "Idempotency-Key", key).body())
        .isEqualTo(first.body());

    var other = Client.json(post("/mcp", call.formatted(2), "Idempotency-Key", key).body());
    assertThat(other.at("/result/isError").asBoolean()).as(other.toString()).isTrue();
    assertThat(other.at("/result/content/0/text").asText()).contains("Idempotency-Key");
    assertThat(post("/mcp", call.formatted(1), "Idempotency-Key", "k".repeat(256)).statusCode())
        .isEqualTo(422);
  }

  @Test
  void anAgentTestsAProgram() {
    var tested =
        tool(
                "run_tests",
                "{'language':'python','code':'print(int(input()) + 1)','tests':["
                    + "{'stdin':'1','expected_output':'2'},{'stdin':'2','expected_output':'4'}]}")
            .get("structuredContent");
    assertThat(tested.get("passed").asInt()).as(tested.toString()).isEqualTo(1);
    assertThat(tested.get("total").asInt()).isEqualTo(2);
    assertThat(tested.get("failed")).hasSize(1);
    assertThat(tested.at("/failed/0/test").asInt()).isEqualTo(2);
    assertThat(tested.at("/failed/0/stdout").asText()).isEqualTo("3\n");
  }

  @Test
  void anAgentIsToldTheProgressOfItsProgram() {
    var response =
        post(
            "/mcp",
            "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'run_code',"
                + "'_meta':{'progressToken':'p'},'arguments':{'language':'python',"
                + "'code':'import time; time.sleep(1); print(%d)'}}}".formatted(System.nanoTime()),
            "Accept",
            "application/json, text/event-stream");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    var messages =
        response
            .body()
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> Client.json(line.substring(6)))
            .toList();
    assertThat(messages).hasSizeGreaterThan(1);
    var first = messages.get(0);
    assertThat(first.get("method").asText()).isEqualTo("notifications/progress");
    assertThat(first.at("/params/progressToken").asText()).isEqualTo("p");
    assertThat(first.at("/params/total").asInt()).isEqualTo(1);
    var last = messages.get(messages.size() - 1);
    assertThat(last.get("id").asInt()).isEqualTo(7);
    assertThat(last.at("/result/structuredContent/status").asText()).isEqualTo("Accepted");
  }

  @Test
  void agentsAreCountedAndPagesOfOtherSitesAreNone() {
    var ping = "{'jsonrpc':'2.0','id':1,'method':'ping'}";
    assertThat(post("/mcp", ping).statusCode()).isEqualTo(200);
    assertThat(post("/mcp", ping, "Origin", "http://elsewhere.example").statusCode())
        .isEqualTo(403);
    assertThat(post("/mcp", ping, "MCP-Protocol-Version", "1999-01-01").statusCode())
        .isEqualTo(400);
    assertThat(post("/mcp", "[]").statusCode()).isEqualTo(400);
    assertThat(post("/mcp", "{'jsonrpc':'2.0','id':1,'method':'tools/call'}").body())
        .contains("\"code\":-32602");
    assertThat(client.get("/mcp").statusCode()).isEqualTo(405);
    assertThat(client.get("/metrics").body())
        .contains("evalx_dialect_requests_total{dialect=\"mcp\",status=\"403\"}");
  }
}
