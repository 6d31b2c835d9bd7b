package evalx.dialect.sandboxfusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;

/** What a model is asked, made of problems that come with the request. */
final class Prompts {
  private Prompts() {}

  static ArrayNode list(JsonNode body) {
    var config = ProvidedData.config(body);
    var prompts = Json.MAPPER.createArrayNode();
    ProvidedData.problems(config).forEach(problem -> prompts.add(prompt(problem, config)));
    return prompts;
  }

  static ObjectNode single(JsonNode body) {
    var config = ProvidedData.config(body);
    return prompt(ProvidedData.problem(config), config);
  }

  static ArrayNode ids(JsonNode body) {
    var ids = Json.MAPPER.createArrayNode();
    ProvidedData.problems(ProvidedData.config(body))
        .forEach(problem -> ids.add(ProvidedData.id(problem)));
    return ids;
  }

  private static ObjectNode prompt(JsonNode problem, JsonNode config) {
    if (!problem.path("content").isTextual()) {
      throw new BadRequest("config.provided_data.content is required");
    }
    var prompt = Json.MAPPER.createObjectNode();
    prompt.set("id", ProvidedData.id(problem));
    prompt.put(
        "prompt",
        problem.path("content").asText()
            + "\n\n"
            + task(config.path("language").asText(""))
            + " It reads its input from standard input and writes its output to standard output.");
    var labels = ProvidedData.member(problem, "labels");
    prompt.set("labels", labels.isObject() ? labels : Json.MAPPER.createObjectNode());
    return prompt;
  }

  private static String task(String language) {
    return switch (language) {
      case "" -> "Write a whole program.";
      case "cpp" -> "Write a whole program in C++.";
      case "java" -> "Write a whole program in Java, whose public class is called Main.";
      default -> "Write a whole program in " + language + ".";
    };
  }
}
