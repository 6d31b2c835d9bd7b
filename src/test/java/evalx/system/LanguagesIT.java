package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every language that is installed here, by the same programs, and one of an operator's own. */
@Tag("slow")
class LanguagesIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String SED =
      """
      { "id": "sed", "name": "sed", "file": "main.sed",
        "run": ["/bin/sed", "-f", "/app/{main}"], "version": ["/bin/sed", "--version"],
        "timeout": 5, "memory": "64m", "smallest_memory": "16m", "parallel": 4, "cache_seconds": 60,
        "self_test": { "code": "s/19/42/", "stdin": "19\\n", "stdout": "42\\n" } }
      """;

  /** Ids with commas in between, where not all are to be tried. */
  private static final List<String> TRIED =
      List.of(System.getProperty("evalx.languages", "").split(","));

  private static final Path SEVERAL = Path.of("src/test/resources/several");

  private static Product product;
  private static LanguageTable table;

  @BeforeAll
  static void start() throws IOException {
    product = Product.prepare(Map.of("LANGUAGES", "all", "MAX_QUEUED_PER_CALLER", "0"));
    var folder = product.state().resolve("languages.d");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("sed.json"), SED);
    product.up();
    await("the self-tests")
        .atMost(LIMIT)
        .until(() -> languages().noneMatch(language -> reason(language).startsWith("no worker")));
    table =
        LanguageTable.send(product.client(), working().stream(), LanguageTable.Check.values())
            .await();
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  private static Stream<JsonNode> languages() {
    var all = new ArrayList<JsonNode>();
    Client.json(product.client().get("/languages").body()).get("languages").forEach(all::add);
    return all.stream();
  }

  private static String reason(JsonNode language) {
    return language.get("reason").asText("");
  }

  private static List<String> working() {
    return languages()
        .filter(language -> language.get("works").asBoolean())
        .map(language -> language.get("id").asText())
        .filter(language -> TRIED.equals(List.of("")) || TRIED.contains(language))
        .filter(language -> Programs.class.getResource("/programs/" + language) != null)
        .toList();
  }

  static Stream<Arguments> rows() {
    return working().stream()
        .flatMap(
            language ->
                Stream.of(LanguageTable.Check.values())
                    .filter(check -> Programs.find(language, check.program()).isPresent())
                    .map(check -> Arguments.arguments(language, check)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rows")
  void does(String language, LanguageTable.Check check) {
    table.check(language, check);
  }

  /** Programs of other shapes than those of the table, and the options that they need. */
  static Stream<Arguments> written() {
    return Stream.of(
            program(
                "ocaml",
                "let () = print_endline Z.(to_string (of_string \"6\" * of_string \"7\"))",
                "-package",
                "zarith"),
            program("prolog", ":- initialization(main).\nmain :- writeln(42).\n"),
            program("prolog", ":- initialization(main, main).\nmain(_) :- writeln(42)."),
            program("prolog", ":- writeln(42).\n"),
            program("perl", "print 42, \"\\n\";\n"),
            program("php", "<?php echo 42, PHP_EOL;\n"),
            program("ruby", "puts 42\n"))
        .filter(each -> working().contains((String) each.get()[0]));
  }

  private static Arguments program(String language, String code, String... options) {
    return Arguments.arguments(language, code, List.of(options));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("written")
  void runsOnceAndSaysNothingElse(String language, String code, List<String> options) {
    var submission = Client.JSON.createObjectNode().put("language", language).put("code", code);
    options.forEach(submission.putArray("compiler_options")::add);
    submission.putArray("test_cases").addObject().put("expected_output", "42\n");
    var result = result(submission);
    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
    assertThat(result.get("compile_output").asText("")).isEmpty();
    assertThat(result.at("/results/0/stderr").asText()).isEmpty();
  }

  /** Such as {@code go-module}: what follows the language tells programs of one apart. */
  static Stream<String> ofSeveralFiles() throws IOException {
    try (var folders = Files.list(SEVERAL)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(folder -> working().contains(language(folder)))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static String language(String folder) {
    return folder.split("-", 2)[0];
  }

  /** Each prints 42 by what its other files have. */
  @ParameterizedTest
  @MethodSource("ofSeveralFiles")
  void programsHaveSeveralFiles(String folder) throws IOException {
    var result = result(several(folder));
    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
    assertThat(result.get("compile_output").asText("")).isEmpty();
  }

  private static ObjectNode several(String folder) throws IOException {
    var root = SEVERAL.resolve(folder);
    var submission = Client.JSON.createObjectNode().put("language", language(folder));
    var files = submission.putArray("files");
    try (var found = Files.walk(root)) {
      for (Path file : (Iterable<Path>) found.filter(Files::isRegularFile).sorted()::iterator) {
        var isMain = file.getFileName().toString().startsWith("main.");
        var added = isMain ? files.insertObject(0) : files.addObject();
        added.put("name", root.relativize(file).toString()).put("content", Files.readString(file));
      }
    }
    submission.putArray("test_cases").addObject().put("expected_output", "42\n");
    return submission;
  }

  private static JsonNode result(ObjectNode submission) {
    return product.client().result(product.client().submit(submission), LIMIT);
  }

  /** What is not installed is said so and named; what is, passes its self-test. */
  @Test
  void nothingThatIsInstalledFails() {
    var others = languages().filter(language -> !language.get("works").asBoolean()).toList();
    var names = others.stream().map(language -> language.get("id").asText()).toList();
    System.out.println("Languages not tried, because they are not installed: " + names);
    assertThat(others)
        .allSatisfy(language -> assertThat(reason(language)).isEqualTo("is not installed"));
  }

  @Test
  void aLanguageOfAnOperatorsOwnRuns() {
    var submission = Client.JSON.createObjectNode().put("language", "sed").put("code", "s/a/b/g");
    submission
        .putArray("test_cases")
        .addObject()
        .put("stdin", "aha\n")
        .put("expected_output", "bhb\n");
    var result = result(submission);
    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
  }
}
