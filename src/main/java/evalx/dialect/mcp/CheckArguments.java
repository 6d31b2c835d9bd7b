package evalx.dialect.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Map;

/**
 * Holds the arguments of a tool against its schema, as far as those of the tools here go. An agent
 * that is told what is wrong mends it, and one that is not told believes that it was heard.
 */
final class CheckArguments {
  private static final Map<String, String> TYPES =
      Map.of(
          "string", "a text",
          "number", "a number",
          "array", "a list",
          "object", "an object");

  private CheckArguments() {}

  /**
   * Checks what a tool is given.
   *
   * @param schema of an object
   * @throws BadArgument that names the first thing that is wrong
   */
  static void check(JsonNode schema, JsonNode arguments) {
    object("", schema, arguments);
  }

  private static void object(String place, JsonNode schema, JsonNode object) {
    var known = schema.path("properties");
    object
        .properties()
        .forEach(
            member -> {
              if (!known.has(member.getKey())) {
                throw new BadArgument(
                    place + member.getKey() + " is no argument of this tool" + names(known));
              }
              if (!member.getValue().isNull()) {
                value(place + member.getKey(), known.get(member.getKey()), member.getValue());
              }
            });
    for (JsonNode name : schema.path("required")) {
      if (!object.hasNonNull(name.asText())) {
        throw new BadArgument(place + name.asText() + " is required");
      }
    }
  }

  private static String names(JsonNode known) {
    var names = new ArrayList<String>();
    known.fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? ", which takes none" : "; there are " + String.join(", ", names);
  }

  private static void value(String name, JsonNode schema, JsonNode value) {
    var type = schema.path("type").asText();
    var fits =
        switch (type) {
          case "string" -> value.isTextual();
          case "number" -> value.isNumber();
          case "array" -> value.isArray();
          case "object" -> value.isObject();
          default -> throw new IllegalStateException("no check for the type " + type);
        };
    if (!fits) {
      throw new BadArgument(name + " must be " + TYPES.get(type));
    }
    switch (type) {
      case "number" -> range(name, schema, value);
      case "array" -> list(name, schema, value);
      case "object" -> object(name + ".", schema, value);
      default -> {
        // A text may be any.
      }
    }
  }

  private static void range(String name, JsonNode schema, JsonNode value) {
    var min = schema.path("minimum");
    var max = schema.path("maximum");
    if (value.asDouble() < min.asDouble() || value.asDouble() > max.asDouble()) {
      throw new BadArgument(name + " must be from " + min.asText() + " to " + max.asText());
    }
  }

  private static void list(String name, JsonNode schema, JsonNode list) {
    var min = schema.path("minItems").asInt(0);
    var max = schema.path("maxItems").asInt(Integer.MAX_VALUE);
    if (list.size() < min || list.size() > max) {
      throw new BadArgument(name + " must be a list of " + min + " to " + max);
    }
    for (int i = 0; i < list.size(); i++) {
      value(name + "[" + i + "]", schema.path("items"), list.get(i));
    }
  }
}
