package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What /openapi says of the answers: every member, with its type, and which are always there. */
final class OpenApi {
  private final JsonNode root;

  OpenApi(Client client) {
    var request = client.request("/openapi").header("Accept", "application/json").GET().build();
    root = Client.json(client.send(request).body());
  }

  /** Every path that it describes. */
  List<String> paths() {
    var paths = new ArrayList<String>();
    root.path("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }

  /** Holds an answer against the description of its path, method, status and media type. */
  void describes(String method, String path, HttpResponse<String> answer) {
    var mediaType = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    var responses = root.path("paths").path(path).path(method).path("responses");
    var response = resolved(responses.path(Integer.toString(answer.statusCode())));
    var schema = response.path("content").path(mediaType).path("schema");
    assertThat(schema.isObject()).as("%d %s of %s", answer.statusCode(), mediaType, path).isTrue();
    assertThat(faults(schema, Client.json(answer.body()), "")).as(answer.body()).isEmpty();
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
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
    for (var required : schema.path("required")) {
      if (!value.has(required.asText())) {
        faults.add(at + "/" + required.asText() + " is missing");
      }
    }
    value
        .properties()
        .forEach(
            member -> {
              var here = at + "/" + member.getKey();
              var inner = schema.path("properties").path(member.getKey());
              if (inner.isMissingNode()) {
                faults.add(here + " is not described");
              } else {
                faults.addAll(faults(inner, member.getValue(), here));
              }
            });
    if (value.isArray()) {
      value.forEach(item -> faults.addAll(faults(schema.path("items"), item, at + "[]")));
    }
    return faults;
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
      case "" -> true;
      case "uuid" -> UUID.fromString(value.asText()).toString().equals(value.asText());
      case "date-time" -> !Instant.parse(value.asText()).equals(Instant.EPOCH);
      default -> false;
    };
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
