package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Schemas;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What /openapi says of requests and answers. */
final class OpenApi {
  private final JsonNode root;
  private final Schemas schemas;

  OpenApi(Client client) {
    this(document(client));
  }

  OpenApi(JsonNode root) {
    this.root = root;
    this.schemas = new Schemas(root);
  }

  private static JsonNode document(Client client) {
    var request = client.request("/openapi").header("Accept", "application/json").GET().build();
    return Client.json(client.send(request).body());
  }

  Schemas schemas() {
    return schemas;
  }

  /** Every path that it describes. */
  List<String> paths() {
    var paths = new ArrayList<String>();
    root.path("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }

  /** What it says of a path: its operations, and parameters that all of them have. */
  JsonNode path(String path) {
    return root.path("paths").path(path);
  }

  /** Holds an answer against the description of its path, method, status and media type. */
  void describes(String method, String path, HttpResponse<String> answer) {
    assertThat(mediaType(answer)).as(answer.body()).endsWith("json");
    assertThat(faults(method, path, answer)).as(answer.body()).isEmpty();
  }

  private static String mediaType(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
  }

  /** In what an answer is not as described. */
  List<String> faults(String method, String path, HttpResponse<String> answer) {
    var status = Integer.toString(answer.statusCode());
    var described = path(path).path(method).path("responses").path(status);
    if (described.isMissingNode()) {
      return List.of(status + " is not described");
    }
    if (answer.body().isEmpty()) {
      return List.of();
    }
    var content = schemas.resolved(described).path("content").path(mediaType(answer));
    if (content.isMissingNode()) {
      return List.of(mediaType(answer) + " of " + status + " is not described");
    }
    return mediaType(answer).matches("application/(problem\\+)?json")
        ? schemas.faults(content.path("schema"), Client.json(answer.body()))
        : List.of();
  }

  /** The example of the body of a request; empty where there is no body. */
  Optional<JsonNode> requestExample(String method, String path) {
    var content = path(path).path(method).path("requestBody").path("content").elements();
    if (!content.hasNext()) {
      return Optional.empty();
    }
    var described = content.next();
    return Optional.of(
        described.has("example")
            ? described.get("example")
            : schemas.resolved(described.path("schema")).path("example"));
  }
}
