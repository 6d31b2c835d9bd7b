package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every body that the description speaks of has an example, which is as its schema says. */
class OpenApiExamplesTest {
  private static final JsonNode ROOT = read();
  private static final Schemas SCHEMAS = new Schemas(ROOT);

  private static JsonNode read() {
    try (var in = OpenApiExamplesTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Arguments> bodies() {
    return members(ROOT.get("paths")).flatMap(path -> ofPath(path.getKey(), path.getValue()));
  }

  private static Stream<Arguments> ofPath(String path, JsonNode operations) {
    return members(operations)
        .filter(operation -> operation.getValue().has("responses"))
        .flatMap(
            operation -> {
              var name = operation.getKey() + " " + path;
              var request = operation.getValue().path("requestBody");
              var responses = members(operation.getValue().get("responses"));
              return Stream.concat(
                  contents(name, request),
                  responses.flatMap(r -> contents(name + " " + r.getKey(), r.getValue())));
            });
  }

  private static Stream<Arguments> contents(String name, JsonNode message) {
    return members(SCHEMAS.resolved(message).path("content"))
        .map(content -> Arguments.of(name + " " + content.getKey(), content.getValue()));
  }

  private static Stream<Map.Entry<String, JsonNode>> members(JsonNode object) {
    return object.properties().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void hasAnExampleThatIsAsDescribed(String name, JsonNode content) {
    var schema = content.get("schema");
    var example = content.has("example") ? content.get("example") : inherited(schema);

    if (!name.endsWith("application/octet-stream")) {
      assertThat(example.isMissingNode()).as("has none").isFalse();
      assertThat(SCHEMAS.faults(schema, example)).isEmpty();
    }
  }

  private static JsonNode inherited(JsonNode schema) {
    return SCHEMAS.resolved(schema).path("example");
  }

  /** So that a client may send any change again. */
  @Test
  void everyPostTakesAnIdempotencyKey() {
    var posts = members(ROOT.get("paths")).filter(path -> path.getValue().has("post")).toList();
    assertThat(posts).hasSizeGreaterThan(15);
    for (var path : posts) {
      var post = path.getValue().get("post");
      assertThat(StreamSupport.stream(post.path("parameters").spliterator(), false))
          .as(path.getKey())
          .anyMatch(parameter -> parameter.path("$ref").asText().endsWith("/IdempotencyKey"));
      assertThat(post.get("responses").has("409")).as(path.getKey()).isTrue();
    }
  }
}
