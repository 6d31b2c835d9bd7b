package evalx.dialect.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.dialect.Answer;
import evalx.dialect.EventMessages;
import evalx.dialect.Reply;
import evalx.format.Json;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Carries messages to the SDK's server, and its answers back when they are there. */
final class McpTransport implements McpStatelessServerTransport {
  private static final Logger LOG = System.getLogger(McpTransport.class.getName());

  /** Agents give up after a minute or two. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(100);

  private static final String CALL = "call";
  private static final String PROGRESS = "progress";
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";
  private static final Answer INVALID = Answer.json(400, invalid());

  private final McpJsonMapper json;

  @SuppressWarnings("NullAway.Init") // the SDK's server sets it when it is built
  private McpStatelessServerHandler handler;

  McpTransport(McpJsonMapper json) {
    this.json = json;
  }

  McpJsonMapper json() {
    return json;
  }

  private static JsonNode invalid() {
    var answer = Json.MAPPER.createObjectNode().put("jsonrpc", McpSchema.JSONRPC_VERSION);
    answer
        .putNull("id")
        .putObject("error")
        .put("code", McpSchema.ErrorCodes.INVALID_REQUEST)
        .put(
            "message",
            "The body must be one request or notification of JSON-RPC 2.0; batches are not taken");
    return answer;
  }

  /** The request in which a tool was called. */
  static ToolCall call(McpTransportContext context) {
    return (ToolCall) context.get(CALL);
  }

  /** Whom the progress of a call is told; empty where its client did not ask for that. */
  static Optional<Progress> progress(McpTransportContext context) {
    return Optional.ofNullable((Progress) context.get(PROGRESS));
  }

  @Override
  public void setMcpHandler(McpStatelessServerHandler given) {
    handler = given;
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.empty();
  }

  /**
   * What comes of a message.
   *
   * @throws evalx.format.NotJson when it is not JSON
   */
  Reply reply(ToolCall call, byte[] body) {
    var message = Json.parse(body);
    if (message instanceof ObjectNode object && object.has("method") && object.has("id")) {
      return request(call, object);
    }
    // Where no session is kept, a notification changes nothing, and no response is waited for.
    var isMessage = message.has("method") || message.has("result") || message.has("error");
    return Reply.now(isMessage ? Answer.empty(202) : INVALID);
  }

  private Reply request(ToolCall call, ObjectNode message) {
    // The SDK takes none for a failure of its own.
    if (message.path("params").isMissingNode() || message.path("params").isNull()) {
      message.putObject("params");
    }
    McpSchema.JSONRPCRequest request;
    try {
      request = json.convertValue(message, McpSchema.JSONRPCRequest.class);
    } catch (IllegalArgumentException e) {
      return Reply.now(INVALID);
    }
    var token = message.at("/params/_meta/progressToken");
    var isStreamed =
        request.method().equals(McpSchema.METHOD_TOOLS_CALL)
            && (token.isTextual() || token.isIntegralNumber())
            && call.call().header("Accept").filter(types -> types.contains(EVENTS)).isPresent();
    if (!isStreamed) {
      return answer(McpTransportContext.create(Map.of(CALL, call)), request);
    }
    var messages = new EventMessages();
    var context =
        McpTransportContext.create(Map.of(CALL, call, PROGRESS, new Progress(token, messages)));
    return new Reply.Streamed(answer(context, request), messages);
  }

  private Reply.Later answer(McpTransportContext context, McpSchema.JSONRPCRequest request) {
    var answer =
        Mono.defer(() -> handler.handleRequest(context, request))
            .contextWrite(values -> values.put(McpTransportContext.KEY, context))
            .onErrorResume(failure -> Mono.just(failed(request, failure)))
            .map(this::write)
            .toFuture();
    var late = Tools.failed("The program waits in the queue, or runs, for too long; try later.");
    return new Reply.Later(answer, MAX_WAIT, () -> write(response(request, late)));
  }

  private static JSONRPCResponse response(McpSchema.JSONRPCRequest request, Object result) {
    return new JSONRPCResponse(McpSchema.JSONRPC_VERSION, request.id(), result, null);
  }

  /** The tools tell what fails in them; what the SDK itself throws, it could not read. */
  private static JSONRPCResponse failed(McpSchema.JSONRPCRequest request, Throwable failure) {
    LOG.log(Level.DEBUG, "no answer to {0}: {1}", request.method(), failure);
    var error =
        failure instanceof McpError known
            ? known.getJsonRpcError()
            : new JSONRPCError(McpSchema.ErrorCodes.INVALID_PARAMS, "The params are invalid", null);
    return new JSONRPCResponse(McpSchema.JSONRPC_VERSION, request.id(), null, error);
  }

  private Answer write(JSONRPCResponse response) {
    try {
      return new Answer(200, JSON, json.writeValueAsBytes(response));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
