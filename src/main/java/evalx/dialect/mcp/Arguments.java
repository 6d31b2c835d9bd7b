package evalx.dialect.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.format.Json;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the arguments of a tool. */
final class Arguments {
  private static final Map<String, JsonNode> SCHEMAS = ToolSchemas.inputs();

  private final JsonNode arguments;

  private Arguments(JsonNode arguments) {
    this.arguments = arguments;
  }

  /**
   * What a tool is given.
   *
   * @throws BadArgument when its schema does not allow it
   */
  static Arguments of(String tool, Map<String, Object> given) {
    var arguments = Json.MAPPER.<JsonNode>valueToTree(given);
    CheckArguments.check(Objects.requireNonNull(SCHEMAS.get(tool), tool), arguments);
    return new Arguments(arguments);
  }

  /** The program of run_code, with its one run. */
  Program single(Languages languages) {
    return program(languages, Program.Runs.once(text("stdin").getBytes(UTF_8), words("args")));
  }

  /** The program of run_tests, with all its test cases. */
  Program tested(Languages languages) {
    var cases = new ArrayList<TestCase>();
    for (JsonNode test : arguments.path("tests")) {
      cases.add(
          new TestCase(
              test.path("stdin").asText("").getBytes(UTF_8),
              Optional.of(test.path("expected_output").asText().getBytes(UTF_8)),
              List.of()));
    }
    return program(languages, new Program.Runs(cases, false, true));
  }

  private Program program(Languages languages, Program.Runs runs) {
    var language = language(languages);
    var code = required("code").getBytes(UTF_8);
    return new Program(
        language.id(), Program.file(language.fileFor(code), code), List.of(), limits(), runs);
  }

  private Language language(Languages languages) {
    var name = required("language");
    return languages
        .find(name)
        .orElseThrow(
            () ->
                new BadArgument(
                    "language must be one of "
                        + String.join(", ", languages.all().stream().map(Language::id).toList())));
  }

  private Program.Limits limits() {
    var timeout = arguments.path("timeout");
    if (timeout.isMissingNode() || timeout.isNull()) {
      return Program.Limits.DEFAULT;
    }
    var cpu = Duration.ofMillis(Math.round(timeout.asDouble() * 1000));
    return new Program.Limits(Optional.of(cpu), Optional.empty(), Optional.empty());
  }

  private String required(String name) {
    var value = text(name);
    if (value.isEmpty()) {
      throw new BadArgument(name + " is required");
    }
    return value;
  }

  private String text(String name) {
    return arguments.path(name).asText("");
  }

  private List<String> words(String name) {
    var words = new ArrayList<String>();
    arguments.path(name).forEach(word -> words.add(word.asText()));
    return words;
  }
}
