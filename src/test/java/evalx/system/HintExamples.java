package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The programs of the rules for hints: one that triggers it and one that nearly does, each. */
final class HintExamples {
  /** Languages whose programs take little of the core ring's time. */
  static final Set<String> QUICK = Set.of("bash", "c", "javascript", "python");

  /** For each language, another one whose sources are the same and whose messages are not. */
  private static final Map<String, String> ANOTHER =
      Map.of("c", "clang", "cpp", "clangpp", "python", "pypy");

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final List<String> SETTINGS =
      List.of("stdin", "timeout", "wall_timeout", "memory", "checker");

  private final Client client;
  private final Map<String, String> tokens = new HashMap<>();

  HintExamples(Client client) {
    this.client = client;
  }

  /**
   * The rules whose examples are in one of some languages; a rule that is for another one of the
   * same sources too is there with that one as well.
   */
  static List<JsonNode> rules(Predicate<String> languages) {
    try (var in = HintExamples.class.getResourceAsStream("/hints.json")) {
      return StreamSupport.stream(Client.JSON.readTree(in).spliterator(), false)
          .flatMap(HintExamples::inEachLanguage)
          .filter(rule -> languages.test(language(rule)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<JsonNode> inEachLanguage(JsonNode rule) {
    var another = ANOTHER.get(language(rule));
    var isForIt =
        StreamSupport.stream(rule.path("languages").spliterator(), false)
            .anyMatch(each -> each.asText().equals(another));
    if (!isForIt) {
      return Stream.of(rule);
    }
    var copy = rule.deepCopy();
    ((ObjectNode) copy.get("examples")).put("language", another);
    return Stream.of(rule, copy);
  }

  /** Its id, and the language of its programs. */
  static String name(JsonNode rule) {
    return rule.get("id").asText() + " in " + language(rule);
  }

  static String language(JsonNode rule) {
    return rule.at("/examples/language").asText();
  }

  /** Sends all programs, so that they run side by side. */
  void send(List<JsonNode> rules) {
    for (JsonNode rule : rules) {
      for (var which : List.of("triggers", "nearly")) {
        tokens.put(key(rule, which), client.submit(submission(rule, which), LIMIT));
      }
    }
  }

  private static String key(JsonNode rule, String which) {
    return name(rule) + " " + which;
  }

  private static ObjectNode submission(JsonNode rule, String which) {
    var examples = rule.get("examples");
    var lines = new ArrayList<String>();
    examples.get(which).forEach(line -> lines.add(line.asText()));
    var submission =
        Client.JSON
            .createObjectNode()
            .put("language", language(rule))
            .put("code", String.join("\n", lines) + "\n")
            .put("hints", true);
    var testCase = submission.withArray("test_cases").addObject();
    if (examples.has("expected_output")) {
      testCase.set("expected_output", examples.get("expected_output"));
    }
    for (var name : SETTINGS) {
      if (examples.has(name)) {
        (name.equals("stdin") ? testCase : submission).set(name, examples.get(name));
      }
    }
    return submission;
  }

  /** That the one has the hint, and the other does not. */
  void check(JsonNode rule) {
    var id = rule.get("id").asText();
    var triggered = result(rule, "triggers");
    assertThat(hints(triggered)).as(triggered.toPrettyString()).contains(id).hasSizeLessThan(4);
    var near = result(rule, "nearly");
    assertThat(hints(near)).as(near.toPrettyString()).doesNotContain(id);
  }

  private JsonNode result(JsonNode rule, String which) {
    var result = client.result(tokens.get(key(rule, which)), LIMIT);
    assertThat(result.get("status").asText())
        .as(result.toPrettyString())
        .isNotIn("Internal Error", "Cancelled", "Expired");
    return result;
  }

  private static List<String> hints(JsonNode result) {
    return Stream.concat(
            Stream.of(result), StreamSupport.stream(result.get("results").spliterator(), false))
        .flatMap(each -> each.get("hints").findValuesAsText("id").stream())
        .toList();
  }
}
