package evalx.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import evalx.format.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Values of the schemas of an OpenAPI document: as they say, or now and then not. */
final class SchemaValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Arbitrary<String> TEXT =
      Arbitraries.strings().ascii().withCharRange('\u00a0', '\u2fff').ofMaxLength(30);

  /** Whatever the schema says. */
  private static final Arbitrary<JsonNode> ANYTHING =
      Arbitraries.oneOf(
          Arbitraries.of(NullNode.instance, JSON.arrayNode().add(1), JSON.objectNode().put("", 0)),
          Arbitraries.integers().map(IntNode::valueOf),
          Arbitraries.of(Double.MAX_VALUE, -1e-300, 0.5).map(DoubleNode::valueOf),
          TEXT.map(TextNode::valueOf));

  private final Schemas schemas;
  private final Map<String, List<String>> known;
  private final boolean strict;

  /**
   * @param known texts that mean something to the server, by the names of members and parameters
   * @param strict whether all values are as the schema says
   */
  SchemaValues(Schemas schemas, Map<String, List<String>> known, boolean strict) {
    this.schemas = schemas;
    this.known = known;
    this.strict = strict;
  }

  /**
   * Values of a schema.
   *
   * @param name of the member or parameter
   */
  Arbitrary<JsonNode> of(JsonNode described, String name) {
    var valid = valid(schemas.resolved(described), name);
    return strict ? valid : Arbitraries.frequencyOf(Tuple.of(12, valid), Tuple.of(1, ANYTHING));
  }

  private Arbitrary<JsonNode> valid(JsonNode schema, String name) {
    for (var alternatives : List.of("oneOf", "anyOf")) {
      if (schema.has(alternatives)) {
        var all = new ArrayList<Arbitrary<JsonNode>>();
        schema.get(alternatives).forEach(one -> all.add(of(one, name)));
        return Arbitraries.oneOf(all);
      }
    }
    var values = known.containsKey(name) ? ofKnown(name) : ofType(schema);
    return schema.path("nullable").asBoolean()
        ? Arbitraries.frequencyOf(Tuple.of(9, values), Tuple.of(1, just(NullNode.instance)))
        : values;
  }

  private static Arbitrary<JsonNode> just(JsonNode value) {
    return Arbitraries.just(value);
  }

  private Arbitrary<JsonNode> ofKnown(String name) {
    return Arbitraries.of(known.get(name)).map(TextNode::valueOf);
  }

  private Arbitrary<JsonNode> ofType(JsonNode schema) {
    if (schema.has("enum")) {
      var values = new ArrayList<JsonNode>();
      schema.get("enum").forEach(values::add);
      return Arbitraries.of(values);
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(schema);
      case "array" -> array(schema);
      case "integer" -> integer(schema);
      case "number" ->
          Arbitraries.doubles()
              .between(schema.path("minimum").asDouble(-1e9), schema.path("maximum").asDouble(1e9))
              .map(DoubleNode::valueOf);
      case "boolean" -> Arbitraries.of(true, false).map(BooleanNode::valueOf);
      default -> text(schema);
    };
  }

  private static Arbitrary<JsonNode> integer(JsonNode schema) {
    return Arbitraries.integers()
        .between(
            schema.path("minimum").asInt(Integer.MIN_VALUE),
            schema.path("maximum").asInt(Integer.MAX_VALUE))
        .map(IntNode::valueOf);
  }

  /** No text is made from a pattern: its example, and whatever else where that may break it. */
  private Arbitrary<JsonNode> text(JsonNode schema) {
    var example = Optional.ofNullable(schema.get("example"));
    if (strict && schema.has("pattern")) {
      return just(example.orElse(TextNode.valueOf(hexadecimal(schema))));
    }
    return switch (schema.path("format").asText()) {
      case "uuid" ->
          Arbitraries.longs()
              .tuple2()
              .map(two -> TextNode.valueOf(new UUID(two.get1(), two.get2()).toString()));
      case "date-time" ->
          Arbitraries.of("2026-03-01T12:00:00Z", "2999-12-31T23:59:59+01:00")
              .map(TextNode::valueOf);
      default -> {
        Arbitrary<JsonNode> texts = TEXT.map(TextNode::valueOf);
        yield example.map(value -> Arbitraries.oneOf(texts, just(value))).orElse(texts);
      }
    };
  }

  /** What patterns without an example are about: the name of a file of the file store. */
  private static String hexadecimal(JsonNode schema) {
    return schema.path("pattern").asText().contains("64") ? "0".repeat(64) : "1k";
  }

  private Arbitrary<JsonNode> array(JsonNode schema) {
    var min = strict ? schema.path("minItems").asInt(0) : 0;
    return of(schema.path("items"), "")
        .list()
        .ofMinSize(min)
        .ofMaxSize(Math.max(min, 3))
        .map(items -> JSON.arrayNode().addAll(items));
  }

  private Arbitrary<JsonNode> object(JsonNode schema) {
    var required = new ArrayList<String>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    var members = new ArrayList<Arbitrary<Optional<Map.Entry<String, JsonNode>>>>();
    schema
        .path("properties")
        .properties()
        .forEach(
            member -> {
              var must = required.contains(member.getKey());
              members.add(member(member.getKey(), member.getValue(), often(must)));
            });
    if (!strict || schema.path("additionalProperties").isObject()) {
      members.add(member("else", TextNode.valueOf(""), 2));
    }
    return Combinators.combine(members)
        .as(
            chosen -> {
              var object = JSON.objectNode();
              chosen.forEach(member -> member.ifPresent(m -> object.set(m.getKey(), m.getValue())));
              return object;
            });
  }

  private int often(boolean required) {
    if (required) {
      return strict ? 100 : 95;
    }
    return 15;
  }

  private Arbitrary<Optional<Map.Entry<String, JsonNode>>> member(
      String name, JsonNode schema, int percent) {
    Arbitrary<Optional<Map.Entry<String, JsonNode>>> present =
        of(schema, name).map(value -> Optional.of(Map.entry(name, value)));
    return percent == 100
        ? present
        : Arbitraries.frequencyOf(
            Tuple.of(percent, present),
            Tuple.of(100 - percent, Arbitraries.just(Optional.empty())));
  }
}
