package evalx.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the schemas of an OpenAPI document say of values: every member, with its type and bounds,
 * and which are always there. A member that is not described is a fault too.
 */
public final class Schemas {
  private final JsonNode root;

  public Schemas(JsonNode root) {
    this.root = root;
  }

  /** What a reference stands for; any other node itself. */
  public JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** What is wrong with a value. */
  public List<String> faults(JsonNode schema, JsonNode value) {
    return faults(schema, value, "");
  }

  private List<String> faults(JsonNode described, JsonNode value, String at) {
    var schema = resolved(described);
    for (var alternatives : List.of("oneOf", "anyOf")) {
      if (schema.has(alternatives)) {
        return faultsOfAlternatives(schema.get(alternatives), value, at);
      }
    }
    if (value.isNull()) {
      return schema.path("nullable").asBoolean() ? List.of() : List.of(at + " must not be null");
    }
    var faults = new ArrayList<String>();
    if (!isOfType(schema, value)) {
      faults.add(at + " is no " + schema.path("type").asText() + ": " + value);
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      faults.add(at + " is none of those described: " + value);
    }
    if (!isWithin(schema, value)) {
      faults.add(at + " is out of bounds: " + value);
    }
    for (var required : schema.path("required")) {
      if (!value.has(required.asText())) {
        faults.add(at + "/" + required.asText() + " is missing");
      }
    }
    value
        .properties()
        .forEach(
            member ->
                faults.addAll(
                    ofMember(
                        schema, member.getKey(), member.getValue(), at + "/" + member.getKey())));
    if (value.isArray()) {
      value.forEach(item -> faults.addAll(faults(schema.path("items"), item, at + "[]")));
    }
    return faults;
  }

  private List<String> ofMember(JsonNode schema, String name, JsonNode value, String at) {
    var described = schema.path("properties").path(name);
    var others = schema.path("additionalProperties");
    if (!described.isMissingNode()) {
      return faults(described, value, at);
    }
    if (others.isObject()) {
      return faults(others, value, at);
    }
    return others.asBoolean() ? List.of() : List.of(at + " is not described");
  }

  /** Those of the alternative that is closest. */
  private List<String> faultsOfAlternatives(JsonNode alternatives, JsonNode value, String at) {
    var least = List.of(at + " is of no kind");
    for (var alternative : alternatives) {
      var faults = faults(alternative, value, at);
      if (faults.isEmpty() || faults.size() <= least.size()) {
        least = faults;
      }
    }
    return least;
  }

  private static boolean isOfType(JsonNode schema, JsonNode value) {
    return switch (schema.path("type").asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "string" -> value.isTextual() && hasFormat(schema.path("format").asText(), value);
      default -> false;
    };
  }

  private static boolean hasFormat(String format, JsonNode value) {
    return switch (format) {
      case "", "binary" -> true;
      case "uuid" -> UUID.fromString(value.asText()).toString().equals(value.asText());
      case "date-time" -> !Instant.parse(value.asText()).equals(Instant.EPOCH);
      default -> false;
    };
  }

  private static boolean isWithin(JsonNode schema, JsonNode value) {
    if (value.isNumber()) {
      return value.asDouble() >= schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)
          && value.asDouble() <= schema.path("maximum").asDouble(Double.POSITIVE_INFINITY);
    }
    if (value.isArray()) {
      return value.size() >= schema.path("minItems").asInt(0)
          && value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE);
    }
    var length = value.asText().codePointCount(0, value.asText().length());
    return !value.isTextual()
        || (length >= schema.path("minLength").asInt(0)
            && length <= schema.path("maxLength").asInt(Integer.MAX_VALUE)
            && value.asText().matches("(?s)" + unanchored(schema.path("pattern").asText(""))));
  }

  /** As a whole expression: without anchors a pattern may be found anywhere. */
  private static String unanchored(String pattern) {
    return pattern.isEmpty() ? ".*" : ".*(?:" + pattern + ").*";
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (var one : values) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
