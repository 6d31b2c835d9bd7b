package evalx.dialect.mcp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import evalx.api.Door;
import evalx.config.Dialect;
import evalx.dialect.Answer;
import evalx.dialect.Call;
import evalx.dialect.DialectServlet;
import evalx.dialect.Reply;
import evalx.format.Json;
import evalx.format.Problem;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessAsyncServer;
import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;

/**
 * The Model Context Protocol at {@code /mcp}, spoken by the stateless server of its Java SDK: no
 * session is kept, so that any node answers any request, and no thread waits for a program.
 */
@Singleton
public class McpServlet extends DialectServlet {
  private static final long serialVersionUID = 1;

  private static final Problem NOT_ALLOWED =
      Problem.of(405, "Method not allowed", "Messages of the protocol are sent with POST.");
  private static final Problem NOT_JSON =
      Problem.of(415, "Unsupported media type", "Content-Type must be application/json.");

  private final transient Tools tools;
  private final transient McpTransport transport;

  @SuppressWarnings("NullAway.Init") // the server calls init
  private transient McpStatelessAsyncServer server;

  @Inject
  McpServlet(Door door, Tools tools) {
    super(Dialect.MCP, door);
    this.tools = tools;
    // Clients of a newer version of the protocol may say more.
    var lenient = Json.MAPPER.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    this.transport = new McpTransport(new JacksonMcpJsonMapper(lenient));
  }

  @Override
  public void init() {
    var schemas = ToolSchemas.read();
    server =
        McpServer.async(transport)
            .jsonMapper(transport.json())
            // What the tools answer is tested against their schemas, not looked at each time.
            .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(""))
            .serverInfo("evalx", "0.1.0")
            .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
            .toolCall(
                tool(schemas, "run_code"),
                (context, asked) -> tools.runCode(context, arguments(asked)))
            .toolCall(
                tool(schemas, "run_tests"),
                (context, asked) -> tools.runTests(context, arguments(asked)))
            .toolCall(
                tool(schemas, "list_languages"),
                (context, asked) -> tools.listLanguages(context, arguments(asked)))
            .build();
  }

  private static McpSchema.Tool tool(Map<String, McpSchema.Tool> schemas, String name) {
    return Objects.requireNonNull(schemas.get(name), name);
  }

  private static Map<String, Object> arguments(McpSchema.CallToolRequest asked) {
    return asked.arguments() == null ? Map.of() : asked.arguments();
  }

  @Override
  public void destroy() {
    server.close();
    super.destroy();
  }

  @Override
  protected Reply handle(Call call) {
    if (!call.is("POST", "")) {
      call.response().setHeader("Allow", "POST");
      return Reply.now(refuse(NOT_ALLOWED));
    }
    if (!call.sendsJson()) {
      return Reply.now(refuse(NOT_JSON));
    }
    var version = call.header(HttpHeaders.PROTOCOL_VERSION);
    if (version.isPresent() && !transport.protocolVersions().contains(version.get())) {
      return Reply.now(refuse(unknownVersion()));
    }
    return door()
        .read(
            call.request(),
            body -> {
              var place = door().reservations(call.request(), body).apply(0);
              return transport.reply(new ToolCall(call, place), body);
            });
  }

  private Problem unknownVersion() {
    var known = String.join(", ", transport.protocolVersions());
    return Problem.of(
        400, "Unknown version", HttpHeaders.PROTOCOL_VERSION + " must be one of " + known + ".");
  }

  @Override
  protected Answer refuse(Problem problem) {
    return new Answer(problem.status(), Problem.MEDIA_TYPE, problem.json());
  }
}
