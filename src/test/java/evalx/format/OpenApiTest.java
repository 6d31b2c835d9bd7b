package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.SampleResults;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The description of the HTTP interface says what the codec does. */
class OpenApiTest {
  private static final Set<String> KEYWORDS =
      Set.of(
          "$ref",
          "type",
          "format",
          "description",
          "example",
          "default",
          "nullable",
          "enum",
          "required",
          "properties",
          "additionalProperties",
          "items",
          "minimum",
          "maximum",
          "maxItems",
          "minItems",
          "minLength",
          "oneOf",
          "anyOf",
          "maxLength",
          "pattern");

  private final JsonNode root = read();

  private static JsonNode read() {
    try (var in = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void visit(JsonNode node, Consumer<JsonNode> visitor) {
    visitor.accept(node);
    node.forEach(child -> visit(child, visitor));
  }

  @Test
  void aValidatorFindsNothingWrong() {
    assertThat(new OpenAPIV3Parser().readContents(root.toString()).getMessages()).isEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    visit(
        root,
        node -> {
          if (node.has("$ref")) {
            var target = root.at(node.get("$ref").textValue().substring(1));
            assertThat(target.isMissingNode()).as(node.toString()).isFalse();
          }
        });
  }

  /** The API page shows them under its heading. */
  @Test
  void everyOperationIsInOneGroup() {
    var groups = root.get("tags").findValuesAsText("name");
    visit(
        root.get("paths"),
        node -> {
          if (node.has("operationId")) {
            assertThat(node.path("tags")).as(node.get("operationId").asText()).hasSize(1);
            assertThat(groups).contains(node.at("/tags/0").asText());
          }
        });
  }

  @Test
  void everySchemaHasKnownKeywordsOnly() {
    root.at("/components/schemas").forEach(OpenApiTest::assertKnown);
    visit(
        root,
        node -> {
          if (node.has("schema")) {
            assertKnown(node.get("schema"));
          }
        });
  }

  private static void assertKnown(JsonNode schema) {
    assertThat(schema.fieldNames()).toIterable().as(schema.toString()).isSubsetOf(KEYWORDS);
    schema.path("properties").forEach(OpenApiTest::assertKnown);
    if (schema.has("items")) {
      assertKnown(schema.get("items"));
    }
  }

  @Test
  void everyMemberOfARequestIsReadAndMayBeNull() {
    assertThat(unknown("{%s}", "Submission")).isEmpty();
    assertThat(unknown("{\"test_cases\": [{%s}]}", "TestCase")).isEmpty();
    assertThat(unknown("{\"checker\": {%s}}", "Checker")).isEmpty();
    assertThat(unknown("{\"checker\": {\"program\": {%s}}}", "CheckerProgram")).isEmpty();
    assertThat(unknown("{\"groups\": [{%s}]}", "Group")).isEmpty();
    assertThat(unknown("{\"compile\": {%s}}", "CompileLimits")).isEmpty();
    assertThat(unknown("{%s}", "Execution", SubmissionReader::readSingle)).isEmpty();
    assertThat(unknownOf("{\"files\": [{%s}]}", schema("Submission").at("/properties/files/items")))
        .isEmpty();
  }

  @Test
  void everyCheckerIsDescribed() {
    assertThat(schema("Checker").at("/properties/type/enum"))
        .extracting(JsonNode::textValue)
        .isEqualTo(Checker.Kind.labels());
  }

  @Test
  void everyMemberOfATestCasesResultIsDescribed() {
    var result = new ResultWriter().write(SampleResults.testCase(), Encoding.UTF8);
    var names = new ArrayList<String>();
    Json.parse(result).fieldNames().forEachRemaining(names::add);

    var schema = schema("CaseResult");
    assertThat(schema.get("required"))
        .extracting(JsonNode::textValue)
        .containsExactlyInAnyOrderElementsOf(names);
    assertDescribed(Json.parse(result), schema);
  }

  @Test
  void everyMemberOfAnExecutionIsOneOfASubmissionOrItsTestCase() {
    var members = Json.MAPPER.createObjectNode();
    members.setAll((ObjectNode) schema("Submission").get("properties"));
    members.setAll((ObjectNode) schema("TestCase").get("properties"));
    for (var ofBoth : List.of("encoding", "timeout", "wall_timeout", "memory")) {
      members.set(ofBoth, schema("Submission").at("/properties/" + ofBoth));
    }
    members.remove(
        List.of("test_cases", "stop_on_failure", "webhook_url", "groups", "group", "points"));

    assertThat(schema("Execution").get("properties")).isEqualTo(members);
  }

  /** One rule holds for both. */
  @Test
  void aProgramThatJudgesIsAsFreeAsOneThatIsJudged() {
    for (var member : List.of("files", "compiler_options")) {
      assertThat(schema("CheckerProgram").at("/properties/" + member))
          .isEqualTo(schema("Submission").at("/properties/" + member));
    }
  }

  private List<String> unknown(String request, String schema) {
    return unknown(request, schema, json -> SubmissionReader.read(json, UnknownMembers.REFUSE));
  }

  private List<String> unknown(
      String request, String schema, Function<byte[], SubmissionRequest> reader) {
    return unknownOf(request, schema(schema), reader);
  }

  private static List<String> unknownOf(String request, JsonNode schema) {
    return unknownOf(request, schema, json -> SubmissionReader.read(json, UnknownMembers.REFUSE));
  }

  private static List<String> unknownOf(
      String request, JsonNode schema, Function<byte[], SubmissionRequest> reader) {
    var unknown = new ArrayList<String>();
    for (var name : (Iterable<String>) () -> schema.get("properties").fieldNames()) {
      var json = request.formatted("\"" + name + "\": null").getBytes(StandardCharsets.UTF_8);
      reader.apply(json).noticed().errors().stream()
          .filter(error -> error.message().contains("known"))
          .forEach(error -> unknown.add(error.field()));
    }
    return unknown;
  }

  @Test
  void everyMemberThatIsWrittenIsDescribed() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      var json = Json.MAPPER.readTree(SubmissionWriter.write(new RandomSubmissions(seed).next()));
      ((ObjectNode) json).remove("warnings");
      assertDescribed(json, schema("Submission"));
      json.get("test_cases").forEach(each -> assertDescribed(each, schema("TestCase")));
      assertDescribed(json.get("checker"), schema("Checker"));
      assertDescribed(json.at("/checker/program"), schema("CheckerProgram"));
      assertDescribed(json.path("compile"), schema("CompileLimits"));
      json.path("groups").forEach(each -> assertDescribed(each, schema("Group")));
    }
  }

  private static void assertDescribed(JsonNode value, JsonNode schema) {
    var described = new ArrayList<String>();
    schema.get("properties").fieldNames().forEachRemaining(described::add);
    assertThat(value.fieldNames()).toIterable().isSubsetOf(described);
  }

  /** The schemas of a schema's members, by their names. */
  Map<String, JsonNode> properties(String name) {
    var properties = new LinkedHashMap<String, JsonNode>();
    schema(name)
        .get("properties")
        .properties()
        .forEach(each -> properties.put(each.getKey(), each.getValue()));
    return properties;
  }

  private JsonNode schema(String name) {
    return root.at("/components/schemas/" + name);
  }
}
