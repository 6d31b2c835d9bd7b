package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents over the Model Context Protocol. */
@ExtendWith(SharedProduct.class)
class AgentsIT {
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
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
    var misnamed = tool("run_code", "{'language':'python','code':'x','input':'1'}");
    assertThat(misnamed.get("isError").asBoolean()).isTrue();
    assertThat(misnamed.at("/content/0/text").asText()).startsWith("input is no argument");
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
    var batch = post("/mcp", "[" + ping + "," + ping + "]");
    assertThat(batch.statusCode()).isEqualTo(400);
    assertThat(batch.body()).contains("\"code\":-32600", "batches are not taken");
    assertThat(post("/mcp", "{'jsonrpc':'2.0','id':1,'method':'tools/call'}").body())
        .contains("\"code\":-32602");
    assertThat(client.get("/mcp").statusCode()).isEqualTo(405);
    assertThat(client.get("/metrics").body())
        .contains("evalx_dialect_requests_total{dialect=\"mcp\",status=\"403\"}");
  }
}
