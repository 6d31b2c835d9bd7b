package evalx.dialect.mcp;

import evalx.api.Door;
import evalx.config.Dialect;
import evalx.format.Json;
import evalx.format.Problem;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/**
 * The Model Context Protocol at {@code /mcp}, spoken by the stateless transport of its Java SDK: no
 * session is kept, so that any node answers any request. A call holds a thread of the server until
 * its program has ended; so there may be few at a time.
 */
public class McpServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final int MAX_CALLS = 32;
  private static final String CALL = "call";
  private static final String NAME = Dialect.MCP.name().toLowerCase(Locale.ROOT);
  private static final Problem FOREIGN =
      Problem.of(403, "Origin not allowed", "CORS_ORIGINS does not name the origin of this page.");

  private final transient Semaphore calls = new Semaphore(MAX_CALLS);
  private transient Door door;
  private transient Tools tools;
  private transient HttpServletStatelessServerTransport transport;
  private transient McpStatelessSyncServer server;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public McpServlet() {}

  @Inject
  final void use(Door givenDoor, Tools givenTools) {
    door = givenDoor;
    tools = givenTools;
  }

  @Override
  public void init() {
    var json = new JacksonMcpJsonMapper(Json.MAPPER.copy());
    transport =
        HttpServletStatelessServerTransport.builder()
            .jsonMapper(json)
            .messageEndpoint("/mcp")
            .contextExtractor(request -> McpTransportContext.create(Map.of(CALL, request)))
            .build();
    var schemas = ToolSchemas.read();
    server =
        McpServer.sync(transport)
            .jsonMapper(json)
            // What the tools answer is tested against their schemas, not looked at each time.
            .jsonSchemaValidator(
                (schema, content) -> JsonSchemaValidator.ValidationResponse.asValid(""))
            .serverInfo("evalx", "0.1.0")
            .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
            // On the thread of the request: others would know neither its caller nor an end.
            .immediateExecution(true)
            .toolCall(
                tool(schemas, "run_code"),
                (context, asked) -> tools.runCode(call(context), arguments(asked)))
            .toolCall(
                tool(schemas, "run_tests"),
                (context, asked) -> tools.runTests(call(context), arguments(asked)))
            .toolCall(tool(schemas, "list_languages"), (context, asked) -> tools.listLanguages())
            .build();
  }

  private static McpSchema.Tool tool(Map<String, McpSchema.Tool> schemas, String name) {
    return Objects.requireNonNull(schemas.get(name), name);
  }

  private static McpCall call(McpTransportContext context) {
    return (McpCall) context.get(CALL);
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
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!door.allowsOrigin(request)) {
      refuse(response, FOREIGN);
    } else if (!calls.tryAcquire()) {
      refuse(response, Problem.of(503, "Busy", "Too many agents are served; try again."));
    } else {
      try {
        var isPost = request.getMethod().equals("POST");
        var body = isPost ? door.read(request, bytes -> bytes) : new byte[0];
        transport.service(new McpCall(request, response, body), response);
      } catch (RuntimeException e) {
        refuse(response, Door.problem(e));
      } finally {
        calls.release();
      }
    }
    door.answered(NAME, response.getStatus());
  }

  private static void refuse(HttpServletResponse response, Problem problem) throws IOException {
    var json = problem.json();
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}
