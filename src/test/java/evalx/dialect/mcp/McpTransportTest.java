package evalx.dialect.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Answer;
import evalx.dialect.Call;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.intake.Reservation;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class McpTransportTest {
  private static final ToolCall CALL =
      new ToolCall(
          new Call(empty(HttpServletRequest.class), empty(HttpServletResponse.class)),
          Reservation.NEW);

  private final McpTransport transport =
      new McpTransport(new JacksonMcpJsonMapper(Json.MAPPER.copy()));

  private final CompletableFuture<JSONRPCResponse> waiting = new CompletableFuture<>();

  /** Says hello, lets "wait" wait, and has no other method. */
  private final class Server implements McpStatelessServerHandler {
    @Override
    public Mono<JSONRPCResponse> handleRequest(
        McpTransportContext context, McpSchema.JSONRPCRequest request) {
      if (request.method().equals(McpSchema.METHOD_TOOLS_CALL)) {
        return Mono.never();
      }
      assertThat(McpTransport.call(context)).isSameAs(CALL);
      assertThat(request.params()).isEqualTo(Map.of());
      return switch (request.method()) {
        case "hello" -> Mono.just(new JSONRPCResponse("2.0", request.id(), Map.of(), null));
        case "wait" -> Mono.fromFuture(waiting);
        case "read" -> throw new IllegalArgumentException("other params");
        default -> Mono.error(McpError.builder(-32601).message("no " + request.method()).build());
      };
    }

    @Override
    public Mono<Void> handleNotification(
        McpTransportContext context, McpSchema.JSONRPCNotification notification) {
      return Mono.error(new AssertionError("nothing is done about " + notification.method()));
    }
  }

  private static <T> T empty(Class<T> type) {
    var nothing =
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null);
    return type.cast(nothing);
  }

  @BeforeEach
  void connect() {
    transport.setMcpHandler(new Server());
  }

  private Reply reply(String json) {
    return transport.reply(CALL, json.replace('\'', '"').getBytes(UTF_8));
  }

  private static JsonNode body(Answer answer) {
    return Json.parse(answer.body());
  }

  @Test
  void aRequestHasTheServersAnswerUnderItsId() {
    var reply = (Reply.Later) reply("{'jsonrpc':'2.0','id':'a','method':'hello'}");
    var answer = reply.answer().join();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(body(answer).get("id").asText()).isEqualTo("a");
    assertThat(body(answer).has("result")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"dance, -32601", "read, -32602"})
  void whatTheServerCannotDoOrReadIsAnErrorOfTheProtocol(String method, int code) {
    var reply = (Reply.Later) reply("{'jsonrpc':'2.0','id':1,'method':'" + method + "'}");
    var answer = reply.answer().join();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(body(answer).at("/error/code").asInt()).isEqualTo(code);
  }

  private Reply call(String accept, String meta) {
    var request =
        Proxy.newProxyInstance(
            McpTransportTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> method.getName().equals("getHeader") ? accept : null);
    var json = "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{%s}}".formatted(meta);
    var call = new Call((HttpServletRequest) request, empty(HttpServletResponse.class));
    return transport.reply(
        new ToolCall(call, Reservation.NEW), json.replace('\'', '"').getBytes(UTF_8));
  }

  @Test
  void onlyACallThatAsksForItsProgressIsAnsweredAsAStream() {
    var both = "application/json, text/event-stream";
    assertThat(call(both, "'_meta':{'progressToken':'a'}")).isInstanceOf(Reply.Streamed.class);
    assertThat(call(both, "'_meta':{'progressToken':0}")).isInstanceOf(Reply.Streamed.class);
    assertThat(call(both, "'_meta':{'progressToken':{}}")).isInstanceOf(Reply.Later.class);
    assertThat(call(both, "")).isInstanceOf(Reply.Later.class);
    assertThat(call("application/json", "'_meta':{'progressToken':'a'}"))
        .isInstanceOf(Reply.Later.class);
  }

  @Test
  void whatTakesTooLongIsToldAsTheToolsError() {
    var reply = (Reply.Later) reply("{'jsonrpc':'2.0','id':3,'method':'wait'}");
    var instead = body(reply.instead().get());
    assertThat(reply.answer()).isNotDone();
    assertThat(instead.get("id").asInt()).isEqualTo(3);
    assertThat(instead.at("/result/isError").asBoolean()).isTrue();

    reply.answer().cancel(false);
    assertThat(waiting).as("what the tool waits for").isCancelled();
  }

  @Test
  void aNotificationIsTaken() {
    var reply = (Reply.Now) reply("{'jsonrpc':'2.0','method':'notifications/initialized'}");
    assertThat(reply.answer().status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{'jsonrpc':'2.0','id':1,'method':'hello'}]",
        "{}",
        "null",
        "{'id':1}",
        "{'id':{},'method':'hello'}"
      })
  void whatIsNoMessageIsRefused(String json) {
    var reply = (Reply.Now) reply(json);
    assertThat(reply.answer().status()).isEqualTo(400);
    assertThat(body(reply.answer()).at("/error/code").asInt()).isEqualTo(-32600);
  }
}
