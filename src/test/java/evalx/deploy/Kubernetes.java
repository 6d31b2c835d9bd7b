package evalx.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files for Kubernetes. */
final class Kubernetes {
  static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static final Path FILES = Path.of("deploy/kubernetes");

  /** The models keep what they do not know; here it is refused. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              });

  private Kubernetes() {}

  static List<Path> files() {
    try (var files = Files.walk(FILES)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> documents(Path file) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> documents() {
    return files().stream().flatMap(file -> documents(file).stream());
  }

  static Stream<JsonNode> all(String kind) {
    return documents().filter(document -> document.path("kind").asText().equals(kind));
  }

  static String kind(JsonNode document) {
    return document.path("apiVersion").asText() + " " + document.path("kind").asText();
  }

  static boolean isKeda(JsonNode document) {
    return document.path("apiVersion").asText().startsWith("keda.sh/");
  }

  /** A document or a part of one as its model, which must know every field. */
  static <T> T strictly(JsonNode document, Class<T> type) {
    try {
      return STRICT.treeToValue(document, type);
    } catch (JsonProcessingException e) {
      throw new AssertionError(kind(document) + ": " + e.getMessage(), e);
    }
  }

  /** What its model does not know of a part. */
  static List<String> faults(JsonNode part, Class<?> type) {
    try {
      STRICT.treeToValue(part, type);
      return List.of();
    } catch (JsonProcessingException e) {
      return List.of(e.getOriginalMessage());
    }
  }
}
