package evalx.hint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.CaseResult;
import evalx.submission.Difference;
import evalx.submission.Exit;
import evalx.submission.Explanation;
import evalx.submission.Hint;
import evalx.submission.Limits;
import evalx.submission.Output;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HintRulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(1), Duration.ofSeconds(3), 64 << 20);

  @TempDir private Path folder;

  private static JsonNode resource(String name) throws IOException {
    try (var in = HintRules.class.getResourceAsStream(name)) {
      return JSON.readTree(in);
    }
  }

  private HintRules with(String json) throws IOException {
    Files.writeString(folder.resolve("own.json"), json);
    return HintRules.of(folder);
  }

  private static CaseResult ended(Verdict verdict, String stderr, int exitCode, Usage usage) {
    return new CaseResult(
        verdict,
        Output.NONE,
        new Output(stderr.getBytes(StandardCharsets.UTF_8), false),
        new Exit(OptionalInt.of(exitCode), Optional.empty()),
        usage,
        CaseResult.Notes.of(Optional.empty()));
  }

  private static List<String> ids(HintRules rules, String language, CaseResult result) {
    return rules.hints(Symptoms.of(language, result, LIMITS, "")).stream().map(Hint::id).toList();
  }

  private static CaseResult failed(String stderr) {
    return ended(Verdict.NON_ZERO_EXIT, stderr, 1, Usage.NONE);
  }

  private static CaseResult wrong(Difference.Kind kind) {
    var notes =
        new CaseResult.Notes(
            false,
            Optional.empty(),
            Explanation.of(Optional.of(new Difference(kind, 1, 1, "a", "b"))),
            OptionalDouble.empty());
    return new CaseResult(
        Verdict.WRONG_ANSWER, Output.NONE, Output.NONE, Exit.NONE, Usage.NONE, notes);
  }

  @Test
  void thereAreManyRulesAndEachHasItsExamples() throws IOException {
    var ids = new Languages().all().stream().map(Language::id).collect(Collectors.toSet());
    var rules = resource("/hints.json");

    assertThat(rules).hasSizeGreaterThanOrEqualTo(80);
    for (JsonNode rule : rules) {
      var examples = rule.path("examples");
      assertThat(ids).as(rule.toString()).contains(examples.path("language").asText());
      rule.path("languages").forEach(id -> assertThat(ids).contains(id.asText()));
      assertThat(examples.path("triggers")).as(rule.toString()).isNotEmpty();
      assertThat(examples.path("nearly")).isNotEmpty().isNotEqualTo(examples.path("triggers"));
    }
  }

  @Test
  void whatIsSaidOfAnyLanguageShowsNoCodeOfOne() throws IOException {
    for (JsonNode rule : resource("/hints.json")) {
      if (rule.path("languages").isEmpty()) {
        assertThat(rule.path("hint").asText()).doesNotContainPattern("\\w\\(\\w");
      }
    }
  }

  /** Those without are sent the programs of the language that has the same sources. */
  @Test
  void everyLanguageOfTheTableHasRulesOfItsOwn() throws IOException {
    var proved = new HashSet<String>();
    var named = new HashSet<String>();
    for (JsonNode rule : resource("/hints.json")) {
      proved.add(rule.at("/examples/language").asText());
      rule.path("languages").forEach(id -> named.add(id.asText()));
    }

    assertThat(new Languages().all())
        .extracting(Language::id)
        .allMatch(named::contains)
        .filteredOn(id -> !proved.contains(id))
        .containsExactlyInAnyOrder("clangpp", "pypy");
  }

  /** The schema is what authors of rules go by. */
  @Test
  void theSchemaKnowsTheSameMembers() throws IOException {
    var schema = resource("/hints.schema.json");

    assertThat(names(schema.at("/properties"))).isEqualTo(ReadRule.MEMBERS);
    assertThat(names(schema.at("/properties/when/properties"))).isEqualTo(ReadRule.CONDITIONS);
    assertThat(schema.at("/properties/when/properties/difference/items/enum"))
        .map(JsonNode::asText)
        .isEqualTo(Difference.Kind.labels());
  }

  private static Set<String> names(JsonNode object) {
    var names = new HashSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void whatAPatternFindsIsInTheHint() {
    var stderr = "Traceback\nNameError: name 'totl' is not defined\n";

    assertThat(new HintRules().hints(Symptoms.of("python", failed(stderr), LIMITS, "")))
        .singleElement()
        .satisfies(hint -> assertThat(hint.id()).isEqualTo("python-name"))
        .satisfies(hint -> assertThat(hint.text()).contains("The name totl is used before"));
  }

  /** What it says of itself changes nothing for a program of another language. */
  @Test
  void aRuleIsForItsLanguages() {
    assertThat(ids(new HintRules(), "bash", failed("NameError: name 'x' is not defined")))
        .containsExactly("exit-code");
  }

  @Test
  void aGeneralRuleGivesWay() {
    assertThat(ids(new HintRules(), "python", failed("Traceback (most recent call last):\n")))
        .containsExactly("python-uncaught");
    assertThat(
            ids(
                new HintRules(),
                "python",
                failed("Traceback (most recent call last):\nKeyError: 'a'\n")))
        .containsExactly("python-key");
  }

  @Test
  void useAgainstTheLimitsTellsWaitingFromWorking() {
    var waited = new Usage(Duration.ofMillis(20), Duration.ofSeconds(3), 1000);
    var worked = new Usage(Duration.ofSeconds(1), Duration.ofSeconds(1), 1000);

    assertThat(ids(new HintRules(), "c", ended(Verdict.TIME_LIMIT_EXCEEDED, "", 124, waited)))
        .containsExactly("waits");
    assertThat(ids(new HintRules(), "c", ended(Verdict.TIME_LIMIT_EXCEEDED, "", 124, worked)))
        .containsExactly("too-slow");
  }

  @Test
  void everyKindOfDifferenceHasAHint() {
    for (var kind : Difference.Kind.values()) {
      assertThat(ids(new HintRules(), "cpp", wrong(kind))).as(kind.label()).hasSize(1);
    }
  }

  /** Of kinds that tell how one line or word differs; those after it may be wrong altogether. */
  @ParameterizedTest
  @EnumSource(names = {"LINE_ENDS", "BLANKS", "CASE", "ENCODING", "ROUNDING"})
  void aHintOnOneLineSaysNothingOfTheOthers(Difference.Kind kind) {
    assertThat(new HintRules().hints(Symptoms.of("cpp", wrong(kind), LIMITS, "")))
        .singleElement()
        .satisfies(hint -> assertThat(hint.text()).containsPattern("that differs? first"));
  }

  @Test
  void anExitCodeMayTellMoreThanThatThereIsOne() {
    assertThat(ids(new HintRules(), "c", ended(Verdict.NON_ZERO_EXIT, "", 255, Usage.NONE)))
        .containsExactly("c-returns-minus-one");
    assertThat(ids(new HintRules(), "c", ended(Verdict.NON_ZERO_EXIT, "", 254, Usage.NONE)))
        .containsExactly("c-exit-code");
  }

  @Test
  void rulesOfAnOperatorsOwnComeFirstAndThereAreAtMostThree() throws IOException {
    var rules =
        with(
            """
            [ { "id": "a", "when": { "exit_code": [1] }, "hint": "A" },
              { "id": "b", "when": { "exit_code": [2] }, "hint": "B" },
              { "id": "c", "when": { "stderr": ["Key"] }, "hint": "C" },
              { "id": "d", "when": { "status": ["Runtime Error"] }, "hint": "D" } ]
            """);

    assertThat(ids(rules, "python", failed("KeyError: 1"))).containsExactly("a", "c", "d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'id': 'x', 'when': {}, 'hint': 'x', 'hnit': 'y' | has the unknown member hnit",
        "'id': 'X', 'when': {}, 'hint': 'x' | id must be 1 to 60 lower-case letters",
        "'id': 'x', 'when': {}, 'hint': ' ' | hint must have 1 to 500 characters",
        "'id': 'x', 'when': {'status': ['Wrong']}, 'hint': '{1}' | hint has {1}, for which",
        "'id': 'x', 'when': {'stderr': ['a*', 'b']}, 'hint': '{1}' | hint has {1}, for which",
        "'id': 'x', 'when': {'stderr': ['*a']}, 'hint': 'x' | each of stderr must have",
        "'id': 'x', 'when': {'status': ['Bad']}, 'hint': 'x' | status has Bad",
        "'id': 'x', 'when': {'signal': ['11']}, 'hint': 'x' | each of signal must be",
        "'id': 'x', 'when': {'usage': {'cpu': 1}}, 'hint': 'x' | must be an object",
        "'id': 'x', 'when': {'difference': ['cases']}, 'hint': 'x' | must be one of"
            + " nothing_printed",
        "'id': 'python-key', 'when': {}, 'hint': 'x' | id is already that of another rule",
      })
  void mistakesAreToldWithTheirPlace(String members, String message) {
    assertThatThrownBy(() -> with("\n{" + members.replace('\'', '"') + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void thePlaceOfAMistakeIsItsFileAndLine() {
    assertThatThrownBy(() -> with("\n{\"id\": \"x\", \"hint\": \"y\"}"))
        .hasMessage(folder.resolve("own.json") + ":2: x: when: must be an object");
  }
}
