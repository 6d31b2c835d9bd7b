package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;
import evalx.format.SubmissionRequest;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradingTest {
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

  /** As Open-R1 sends it, but for what a test adds. */
  private static ObjectNode request(String language, String mode) {
    var request = Json.MAPPER.createObjectNode();
    request.put("language", language).put("version", "*").put("run_timeout", 12_000);
    add(request, "main." + (language.equals("c++17") ? "cpp" : "python"), "program");
    add(request, "input.txt", "1\r\n2\r");
    add(request, "correct_output.txt", "3\r\n\r\n4\n");
    add(request, "grader_config", "TIME_LIMIT=2.0\nMEMORY_LIMIT=300.5\nINPUT_MODE=" + mode);
    return request;
  }

  private static void add(ObjectNode request, String name, String content) {
    request.withArray("/files").addObject().put("name", name).put("content", content);
  }

  private static ExecuteRequest.Parsed read(ObjectNode request) {
    return ExecuteRequest.read(request, RUNTIMES, Contents.SHORT);
  }

  private static SubmissionRequest.Check check(ObjectNode request) {
    return read(request).program().request().judging().checker().orElseThrow();
  }

  @Test
  void theFilesOfTheGraderAreATestOfTheProgram() {
    var program = read(request("c++17", "stdio")).program();

    assertThat(program.files()).extracting(file -> file.name()).containsExactly("main.cpp");
    assertThat(program.compilerOptions()).containsExactly("-std=c++17");
    assertThat(program.limits().cpu()).contains(Duration.ofSeconds(2));
    assertThat(program.limits().wall()).contains(Duration.ofSeconds(12));
    assertThat(program.limits().memory()).contains(601L << 19);
    var test = program.runs().testCases().get(0);
    assertThat(new String(test.stdin(), UTF_8)).isEqualTo("1\n2");
    assertThat(test.expectedOutput()).map(text -> new String(text, UTF_8)).contains("3\n4\n");
    assertThat(test.terms().fileNames().areThere()).isFalse();
  }

  @Test
  void whereItSaysSoAProgramReadsAndWritesFiles() {
    var test = read(request("cf_python3", "file")).program().runs().testCases().get(0);

    assertThat(test.terms().fileNames().input()).contains("input.txt");
    assertThat(test.terms().fileNames().output()).contains("output.txt");
  }

  @Test
  void wordsAreComparedAndTheCaseOfYesIsFree() {
    assertThat(check(request("c++17", "stdio")).type()).contains("tokens");
    assertThat(check(request("c++17", "stdio")).ignoreCase()).isEmpty();
    var yes = request("c++17", "stdio");
    ((ObjectNode) yes.at("/files/2")).put("content", "Yes\n");
    assertThat(check(yes).ignoreCase()).contains(true);
    ((ObjectNode) yes.at("/files/2")).put("content", "yesterday\n");
    assertThat(check(yes).ignoreCase()).isEmpty();
  }

  @Test
  void aCheckerIsAProgramThatSeesWhatTheOtherDoesNot() {
    var request = request("cf_python3", "stdio");
    add(request, "checker.py", "print(1)");

    var check = check(request);

    assertThat(check.type()).contains("custom");
    var program = check.program().program().orElseThrow();
    assertThat(program.language()).contains("python");
    assertThat(program.files().orElseThrow())
        .extracting(file -> file.name())
        .containsExactly("main.py", "checker.py");
    assertThat(read(request).program().files()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"grader_config", "input.txt"})
  void withoutAllFilesOfTheGraderTheyAreTheProgramsOwn(String missing) {
    var request = request("cf_python3", "stdio");
    var files = request.withArray("/files");
    for (int i = files.size() - 1; i > 0; i--) {
      if (files.get(i).get("name").asText().equals(missing)) {
        files.remove(i);
      }
    }

    assertThat(read(request).grading()).isEmpty();
    assertThat(read(request).program().files()).hasSize(3);
  }

  @Test
  void limitsThatAreNoneAreThoseOfTheRequest() {
    var request = request("cf_python3", "stdio");
    ((ObjectNode) request.at("/files/3")).put("content", "TIME_LIMIT=None\nx\nMEMORY_LIMIT=-1");

    var limits = read(request).program().limits();

    assertThat(limits.cpu()).contains(Duration.ofSeconds(12));
    assertThat(limits.memory()).contains(512L << 20);
  }

  private static JsonNode answer(ObjectNode request, Verdict verdict, CaseResult... cases) {
    var result = SampleResults.of("python", verdict, "error: x", Optional.empty(), cases);
    return Json.parse(ExecuteAnswer.of(read(request), result).body());
  }

  private static CaseResult run(Verdict verdict, Exit exit) {
    return new CaseResult(
        verdict,
        new Output("out\n".getBytes(UTF_8), false),
        Output.NONE,
        exit,
        new Usage(Duration.ofMillis(7), Duration.ofMillis(9), 10),
        CaseResult.Notes.of(Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "ACCEPTED, 0, , 1, 0, Output is correct (diff)",
    "WRONG_ANSWER, 0, , 0, 0, Output isn't correct (diff)",
    "TIME_LIMIT_EXCEEDED, , , 0, 124, Time limit exceeded (2.0s)",
    "MEMORY_LIMIT_EXCEEDED, , , 0, 134, Memory limit exceeded (300.5MB)",
    "NON_ZERO_EXIT, 3, , 0, 3, Runtime error with exit code 3",
    "SEGMENTATION_FAULT, , SIGSEGV, 0, 139, Runtime error with exit code 139",
    "OUTPUT_LIMIT_EXCEEDED, 0, , 0, 1, Runtime error with exit code 1",
    "CHECKER_ERROR, 0, , 0, 1, The checker failed"
  })
  void aRunIsToldAsThePackageTellsIt(
      Verdict verdict, Integer exit, String signal, String stdout, int code, String why) {
    var exited = exit == null ? OptionalInt.empty() : OptionalInt.of(exit);
    var run = run(verdict, new Exit(exited, Optional.ofNullable(signal)));

    var answer = answer(request("cf_python3", "stdio"), verdict, run);

    assertThat(answer.at("/run/stdout").asText()).isEqualTo(stdout + "\n");
    assertThat(answer.at("/run/stderr").asText()).isEqualTo(why + "\n");
    assertThat(answer.at("/run/code").asInt(-1)).isEqualTo(code);
    assertThat(answer.at("/run/signal").isNull()).isTrue();
    assertThat(answer.at("/compile/code").asInt(-1)).isZero();
  }

  @Test
  void whatSaysNothingOfTheProgramIsNoScore() {
    var run = run(Verdict.CANCELLED, new Exit(OptionalInt.empty(), Optional.empty()));

    var answer = answer(request("cf_python3", "stdio"), Verdict.CANCELLED, run);

    assertThat(answer.get("message").asText()).isEqualTo("Cancelled");
    assertThat(answer.has("run")).isFalse();
  }

  @Test
  void withoutACorrectOutputItIsTold() {
    var request = request("cf_python3", "stdio");
    request.withArray("/files").remove(2);

    var run = run(Verdict.ACCEPTED, new Exit(OptionalInt.of(0), Optional.empty()));

    assertThat(answer(request, Verdict.ACCEPTED, run).at("/run/stdout").asText())
        .isEqualTo("out\n");
  }

  @Test
  void aSyntaxErrorOfPythonIsARunThatFailsAndOneOfAnotherLanguageACompilation() {
    var python = answer(request("cf_python3", "stdio"), Verdict.COMPILATION_ERROR);
    assertThat(python.at("/compile/code").asInt(-1)).isZero();
    assertThat(python.at("/run/code").asInt(-1)).isEqualTo(1);
    var cpp = answer(request("c++17", "stdio"), Verdict.COMPILATION_ERROR);
    assertThat(cpp.at("/compile/code").asInt(-1)).isEqualTo(1);
  }
}
