package evalx.dialect.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the tools are described to agents. */
final class ToolSchemas {
  private ToolSchemas() {}

  /** The tools by name. */
  static Map<String, McpSchema.Tool> read() {
    try (var in = ToolSchemas.class.getResourceAsStream("/dialects/mcp-tools.json")) {
      var tools = new LinkedHashMap<String, McpSchema.Tool>();
      Json.MAPPER.readTree(in).forEach(tool -> tools.put(tool.path("name").asText(), tool(tool)));
      return tools;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // the keys of a JSON object are texts
  private static McpSchema.Tool tool(JsonNode tool) {
    return McpSchema.Tool.builder()
        .name(tool.path("name").asText())
        .title(tool.path("title").asText())
        .description(tool.path("description").asText())
        .inputSchema(Json.MAPPER.convertValue(tool.path("input"), McpSchema.JsonSchema.class))
        .outputSchema(Json.MAPPER.convertValue(tool.path("output"), Map.class))
        .annotations(annotations(tool.path("title").asText()))
        .build();
  }

  /** Programs change nothing outside their sandbox, and reach nothing. */
  private static McpSchema.ToolAnnotations annotations(String title) {
    return new McpSchema.ToolAnnotations(title, true, false, true, false, false);
  }
}
