package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.submission.CaseResult;
import evalx.submission.Exit;
import evalx.submission.Output;
import evalx.submission.SampleResults;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PistonTest {
  private static final Runtimes RUNTIMES =
      new Runtimes(
          new Languages(),
          () ->
              new Offer(
                  1,
                  Map.of("python", List.of("3.11.2"), "cpp", List.of("12.2.0")),
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  Set.of()));

  private static ExecuteRequest.Parsed read(String json) {
    return ExecuteRequest.read(
        Json.parse(json.replace('\'', '"').getBytes(UTF_8)), RUNTIMES, Contents.SHORT);
  }

  @Test
  void everyLanguageHasOneRuntimeThatNoOtherNameMeans() {
    var languages = new Languages();
    var versions =
        languages.all().stream().collect(Collectors.toMap(Language::id, l -> List.of("1.0")));
    var runtimes =
        new Runtimes(
            languages, () -> new Offer(1, versions, Map.of(), Map.of(), Map.of(), Set.of()));

    assertThat(runtimes.all())
        .extracting(runtime -> runtime.language().id())
        .containsExactlyInAnyOrderElementsOf(versions.keySet());
    assertThat(runtimes.list())
        .allSatisfy(
            listed -> {
              var names = Stream.concat(Stream.of(listed.get("language")), aliases(listed));
              assertThat(names.map(name -> name.asText()).distinct())
                  .allSatisfy(
                      name ->
                          assertThat(runtimes.all())
                              .filteredOn(runtime -> runtime.entry().isCalled(name))
                              .hasSize(1));
            });
  }

  private static Stream<JsonNode> aliases(JsonNode listed) {
    return StreamSupport.stream(listed.get("aliases").spliterator(), false);
  }

  @ParameterizedTest
  @CsvSource({
    "sqlite3, sql",
    "lisp, commonlisp",
    "nasm64, assembly",
    "gforth, forth",
    "clj, clojure",
    "pypy, pypy",
    "clang++, clangpp",
    "gawk, awk"
  })
  void languagesHavePistonsNamesOrTheirOwn(String name, String language) {
    var offer =
        new Offer(1, Map.of(language, List.of("1.0")), Map.of(), Map.of(), Map.of(), Set.of());

    assertThat(new Runtimes(new Languages(), () -> offer).find(name, VersionRange.of("*")))
        .map(runtime -> runtime.language().id())
        .contains(language);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|language is required as a string",
        "{'language':'py'}|version is required as a string",
        "{'language':'py','version':'*'}|files is required as an array",
        "{'language':'py','version':'*','files':[{}]}|files[0].content is required as a string",
        "{'language':'zz','version':'1','files':[]}|zz-1 runtime is unknown",
        "{'language':'py','version':'2.7','files':[]}|py-2.7 runtime is unknown",
        "{'language':'py','version':'^3.12','files':[]}|py-^3.12 runtime is unknown",
        "{'language':'py','version':'*','files':[]}|files must include at least one utf8 encoded"
            + " file",
        "{'language':'py','version':'*','files':[{'content':''}],'run_timeout':'1'}|If specified,"
            + " run_timeout must be a number",
        "{'language':'py','version':'*','files':[{'content':''}],'run_timeout':121001}|run_timeout"
            + " cannot exceed the configured limit of 121000",
        "{'language':'py','version':'*','files':[{'content':''}],'run_timeout':-1}|run_timeout must"
            + " be non-negative",
        "{'language':'py','version':'*','files':[{'content':''}],'compile_timeout':-1,"
            + "'run_memory_limit':'1'}|If specified, run_memory_limit must be a number",
        "{'language':'py','version':'*','files':[{'content':''}],'run_timeout':-1,"
            + "'compile_cpu_time':-1}|run_timeout must be non-negative",
        "{'language':'py','version':'*','files':[{'content':''}],'run_cpu_time':true}|If specified,"
            + " run_cpu_time must be a number"
      })
  void whatIsWrongIsToldInPistonsWords(String request, String message) {
    assertThatThrownBy(() -> read(request)).isInstanceOf(BadRequest.class).hasMessage(message);
  }

  /** Piston asks whether a limit is true. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "0", "-0.0", "''", "false"})
  void whatCountsAsFalseIsNoLimit(String value) {
    var names =
        List.of(
            "compile_timeout",
            "compile_cpu_time",
            "compile_memory_limit",
            "run_timeout",
            "run_cpu_time",
            "run_memory_limit");
    var given =
        names.stream().map(name -> ",'%s':%s".formatted(name, value)).collect(Collectors.joining());
    var limits =
        read("{'language':'py','version':'*','files':[{'content':''}]" + given + "}")
            .program()
            .limits();

    assertThat(limits)
        .isEqualTo(
            read("{'language':'py','version':'*','files':[{'content':''}]}").program().limits());
  }

  @Test
  void aRequestAsNemoSendsItIsTaken() {
    var program =
        read("{'language':'py','version':'3.10.0','files':[{'content':'print(1)'}],'stdin':'',"
                + "'args':[],'run_timeout':10000.0,'compile_memory_limit':-1,"
                + "'run_memory_limit':-1}")
            .program();

    assertThat(program.files())
        .singleElement()
        .extracting(file -> file.name())
        .isEqualTo("main.py");
    assertThat(program.limits().wall()).contains(Duration.ofSeconds(10));
    assertThat(program.limits().cpu()).contains(Duration.ofSeconds(10));
    assertThat(program.limits().memory()).contains(512L << 20);
    assertThat(program.runs().testCases().get(0).stdin()).isEmpty();
  }

  /** There the main file alone is looked at. */
  @Test
  void whatPistonDoesNotCompileNeedNotBeRight() {
    var program =
        read("{'language':'py','version':'*','files':["
                + "{'content':'import b'},{'name':'b.py','content':'def:'}]}")
            .program();

    assertThat(program.files())
        .extracting(file -> file.name() + " " + file.isData())
        .containsExactly("main.py false", "b.py true");
  }

  @Test
  void anAliasMayStandForAnOptionAndInputEndsWithALine() {
    var program =
        read("{'language':'c++17','version':'*','stdin':'1','files':["
                + "{'name':'data.bin','content':'00ff','encoding':'hex'},"
                + "{'name':'prog','content':'int main(){}'}]}")
            .program();

    assertThat(program.compilerOptions()).containsExactly("-std=c++17");
    assertThat(program.files())
        .extracting(file -> file.name() + " " + file.isData())
        .containsExactly("prog.cpp false", "data.bin false");
    assertThat(program.files().get(1).content()).isEqualTo(new byte[] {0, -1});
    assertThat(program.runs().testCases().get(0).stdin()).isEqualTo("1\n".getBytes(UTF_8));
  }

  /** Piston runs a file in Java whatever it is called. */
  @ParameterizedTest
  @CsvSource({
    "Main.java, public class Main {}, Main.java",
    "Main.java, public class Solution {}, Solution.java",
    "code, public class Solution {}, Solution.java",
    "'', public class Solution {}, Solution.java",
    "'', class Solution {}, Main.java",
    "Test.java, class Solution {}, Test.java",
    "code, class Solution {}, code.java",
    "a/Solution.java, public class Solution {}, a/Solution.java",
    "a/b/code, public class Solution {}, a/b/Solution.java",
  })
  void aClassOfJavaGivesItsFileItsName(String called, String source, String file) {
    assertThat(namesOfJava(Map.of(called, source))).containsExactly(file);
  }

  private static List<String> namesOfJava(Map<String, String> files) {
    var offer =
        new Offer(1, Map.of("java", List.of("17.0.15")), Map.of(), Map.of(), Map.of(), Set.of());
    var body = Json.MAPPER.createObjectNode().put("language", "java").put("version", "*");
    var list = body.putArray("files");
    files.forEach((name, content) -> list.addObject().put("name", name).put("content", content));
    var runtimes = new Runtimes(new Languages(), () -> offer);
    return ExecuteRequest.read(body, runtimes, Contents.SHORT).program().files().stream()
        .map(made -> made.name())
        .toList();
  }

  @Test
  void theNameOfAnotherFileIsNotTaken() {
    var files = new TreeMap<String, String>();
    files.put("Main.java", "public class Solution {}");
    files.put("Solution.java", "class Other {}");

    assertThat(namesOfJava(files)).containsExactly("Main.java", "Solution.java");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "*;        ",
        "3;        3.12.1",
        "3.x;      3.12.1",
        ">=3.10;   3.12.1",
        "<3.12;    3.11.2",
        "~3.11.0;  3.11.2",
        "3.11.2;   3.11.2",
        "3.10.0;   3.12.1",
        "2.7.18;   2.7.18",
        "2.7 || 3.11; 3.11.2"
      })
  void theNewestInARangeIsTheOneThatRuns(String range, String version) {
    var versions = Map.of("python", List.of("2.7.18", "3.11.2", "3.12.1"));
    var offer = new Offer(1, versions, Map.of(), Map.of(), Map.of(), Set.of());
    var runtimes = new Runtimes(new Languages(), () -> offer);
    var asked = "{'language':'py','version':'%s','files':[{'content':''}]}".formatted(range);
    var body = Json.parse(asked.replace('\'', '"').getBytes(UTF_8));
    var parsed = ExecuteRequest.read(body, runtimes, Contents.SHORT);

    assertThat(parsed.runtime().version()).isEqualTo(version == null ? "3.12.1" : version);
    assertThat(parsed.program().request().program().version())
        .isEqualTo(Optional.ofNullable(version));
  }

  private static JsonNode answer(String called, Verdict verdict, CaseResult... cases) {
    var result = SampleResults.of("python", verdict, "error: x", Optional.empty(), cases);
    var asked = read("{'language':'" + called + "','version':'*','files':[{'content':''}]}");
    return Json.parse(ExecuteAnswer.of(asked, result).body());
  }

  private static CaseResult run(Verdict verdict, Exit exit) {
    return new CaseResult(
        verdict,
        new Output("out".getBytes(UTF_8), false),
        new Output("err".getBytes(UTF_8), false),
        exit,
        new Usage(Duration.ofMillis(7), Duration.ofMillis(9), 10),
        CaseResult.Notes.of(Optional.empty()));
  }

  @Test
  void aRunHasItsFiguresInMillisecondsAndBytes() {
    var exit = new Exit(OptionalInt.of(3), Optional.empty());
    assertThat(answer("py", Verdict.NON_ZERO_EXIT, run(Verdict.NON_ZERO_EXIT, exit)).toString())
        .isEqualTo(
            "{\"language\":\"python\",\"version\":\"12.2.0\",\"run\":{\"stdout\":\"out\","
                + "\"stderr\":\"err\",\"output\":\"outerr\",\"code\":3,\"signal\":null,"
                + "\"message\":\"Exited with error status 3\",\"status\":\"RE\",\"cpu_time\":7,"
                + "\"wall_time\":9,\"memory\":10240}}");
  }

  @ParameterizedTest
  @CsvSource({
    "TIME_LIMIT_EXCEEDED, TO, SIGKILL",
    "OUTPUT_LIMIT_EXCEEDED, OL, SIGKILL",
    "MEMORY_LIMIT_EXCEEDED, SG, SIGKILL",
    "SEGMENTATION_FAULT, SG, SIGSEGV"
  })
  void anEndByForceHasAStatusAndASignal(Verdict verdict, String status, String signal) {
    var killed = run(verdict, new Exit(OptionalInt.empty(), Optional.of(signal)));
    var answered = answer("py", verdict, killed).get("run");

    assertThat(answered.get("status").asText()).isEqualTo(status);
    assertThat(answered.get("signal").asText()).isEqualTo(signal);
    assertThat(answered.get("code").isNull()).isTrue();
  }

  @Test
  void aProgramThatDoesNotCompileHasTheCompilersEndAsItsRun() {
    var answered = answer("c++17", Verdict.COMPILATION_ERROR);
    assertThat(answered.get("run")).isEqualTo(answered.get("compile"));
    assertThat(answered.get("compile").get("code").asInt()).isEqualTo(1);
  }

  @Test
  void aCompilerWithoutTimeLeftIsKilled() {
    var late =
        SampleResults.of(
            "cpp", Verdict.COMPILATION_ERROR, "", Optional.of("the compiler ran out of time"));
    var asked = read("{'language':'c++17','version':'*','files':[{'content':''}]}");

    var compile = Json.parse(ExecuteAnswer.of(asked, late).body()).get("compile");

    assertThat(compile.get("status").asText()).isEqualTo("TO");
    assertThat(compile.get("signal").asText()).isEqualTo("SIGKILL");
    assertThat(compile.get("code").isNull()).isTrue();
  }

  @Test
  void openR1sLanguagesHaveAStageOfCompilationWhateverTheyAre() {
    var exit = new Exit(OptionalInt.of(0), Optional.empty());
    var answered = answer("cf_python3", Verdict.ACCEPTED, run(Verdict.ACCEPTED, exit));
    assertThat(answered.get("compile").get("code").asInt()).isZero();
  }
}
