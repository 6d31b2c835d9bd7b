package evalx.dialect.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** How the tools are described to agents. */
final class ToolSchemas {
  private ToolSchemas() {}

  /** The tools by name. */
  static Map<String, McpSchema.Tool> read() {
    return byName(ToolSchemas::tool);
  }

  /** The schemas of their arguments, by the name of a tool. */
  static Map<String, JsonNode> inputs() {
    return byName(tool -> tool.path("input"));
  }

  private static <T> Map<String, T> byName(Function<JsonNode, T> part) {
    try (var in = ToolSchemas.class.getResourceAsStream("/dialects/mcp-tools.json")) {
      var parts = new LinkedHashMap<String, T>();
      Json.MAPPER
          .readTree(in)
          .forEach(tool -> parts.put(tool.path("name").asText(), part.apply(tool)));
      return parts;
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
