package evalx.dialect.sandboxfusion;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import evalx.format.NotJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Problems that come with a request: this server keeps none. */
final class ProvidedData {
  /** How a problem is judged here; and the data set that is judged so there. */
  private static final String COMMON_OJ = "CommonOJDataset";

  private static final Set<String> COMMON_OJ_DATA_SETS = Set.of("code_contests");

  private ProvidedData() {}

  /**
   * The config of a request, whose problems are judged by their tests alone.
   *
   * @throws BadRequest when they are judged otherwise
   */
  static JsonNode config(JsonNode body) {
    if (!body.path("dataset").isTextual()) {
      throw new Invalid("dataset", "Field required");
    }
    var config = body.path("config");
    if (!config.isObject()) {
      throw new Invalid("config", "Field required");
    }
    var dataset = body.path("dataset").asText();
    var type = config.path("dataset_type").asText("");
    if (type.isEmpty() && !COMMON_OJ_DATA_SETS.contains(dataset)) {
      throw new BadRequest("no eval class found for dataset " + dataset);
    }
    if (!type.isEmpty() && !type.equals(COMMON_OJ)) {
      throw new BadRequest("eval class " + type + " not found; there is " + COMMON_OJ);
    }
    return config;
  }

  /** The one problem of a config. */
  static JsonNode problem(JsonNode config) {
    var data = given(config);
    if (!data.isObject()) {
      throw new BadRequest("request.config.provided_data should be a dict with str -> str | int");
    }
    return data;
  }

  /** The problems of a config. */
  static List<JsonNode> problems(JsonNode config) {
    var data = given(config);
    if (!data.isArray()) {
      throw new BadRequest("request.config.provided_data should be a list of str -> str | int");
    }
    var problems = new ArrayList<JsonNode>();
    data.forEach(problems::add);
    return problems;
  }

  private static JsonNode given(JsonNode config) {
    var data = config.path("provided_data");
    if (data.isMissingNode() || data.isNull()) {
      throw new BadRequest("this server keeps no data sets: config.provided_data is required");
    }
    return data;
  }

  /** A member of a problem, which may be JSON in a text. */
  static JsonNode member(JsonNode problem, String name) {
    var value = problem.path(name);
    try {
      return value.isTextual() ? Json.parse(value.asText().getBytes(UTF_8)) : value;
    } catch (NotJson e) {
      throw new BadRequest("config.provided_data." + name + " is no JSON: " + e.getMessage());
    }
  }

  /** The id of a problem or a request, which is a text or a number. */
  static JsonNode id(JsonNode of) {
    var id = of.path("id");
    if (!id.isTextual() && !id.isIntegralNumber()) {
      throw new Invalid("id", "Field required");
    }
    return id;
  }
}
