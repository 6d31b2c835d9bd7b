package evalx.dialect.sandboxfusion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import evalx.language.Languages;
import evalx.submission.CaseResult;
import evalx.submission.Exit;
import evalx.submission.FileId;
import evalx.submission.Output;
import evalx.submission.OutputFile;
import evalx.submission.SampleResults;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxFusionTest {
  /** As verl sends it. */
  private static final String REQUEST =
      "{'compile_timeout':10,'run_timeout':2.5,'code':'x','stdin':'1','memory_limit_MB':1024,"
          + "'language':'%s','files':{'a.txt':'aGk=','none':null},'fetch_files':[]}";

  private static final FetchedFiles NO_FILES = new FetchedFiles((FileId id) -> Optional.empty());

  private static RunCode read(String json) {
    return RunCode.read(Json.parse(json.replace('\'', '"').getBytes(UTF_8)), new Languages());
  }

  @Test
  void aRequestAsVerlSendsItIsTaken() {
    var asked = read(REQUEST.formatted("cpp"));

    assertThat(asked.compiled()).isTrue();
    assertThat(asked.maxWait()).isEqualTo(Duration.ofMillis(21_500));
    assertThat(asked.program().limits().wall()).contains(Duration.ofMillis(2500));
    assertThat(asked.program().limits().memory()).contains(1L << 30);
    assertThat(asked.program().files())
        .extracting(file -> file.name() + " " + file.isData())
        .containsExactly("main.cpp false", "a.txt true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'language':'python'}|code",
        "{'code':'x','language':'lean'}|language",
        "{'code':'x','language':'python','run_timeout':'x'}|run_timeout",
        "{'code':'x','language':'python','stdin':['x']}|stdin",
        "{'code':'x','language':'python','stdin':1}|stdin",
        "{'code':'x','language':'python','files':[]}|files",
        "{'code':'x','language':'python','files':{'a':1}}|files",
        "{'code':'x','language':'python','files':{'a':'a'}}|files",
        "{'code':'x','language':'python','memory_limit_MB':'x'}|memory_limit_MB",
        "{'code':'x','language':'python','memory_limit_MB':1.5}|memory_limit_MB",
        "{'code':'x','language':'python','memory_limit_MB':true}|memory_limit_MB",
        "{'code':'x','language':'python','fetch_files':[1]}|fetch_files",
        "{'code':'x','language':'python','fetch_files':'x'}|fetch_files",
        "{'code':'x','language':'python','fetch_files':['','','','','','','','','','','','','','','','','']}|fetch_files"
      })
  void whatIsWrongIsToldAsFastApiDoes(String request, String member) {
    assertThatThrownBy(() -> read(request))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid -> {
              var loc = Json.parse(invalid.answer().body()).at("/detail/0/loc");
              assertThat(loc.get(1).asText()).isEqualTo(member);
            });
  }

  @Test
  void whatIsNullIsTheUsual() {
    var program =
        read("{'code':'x','language':'python','stdin':null,'files':null,"
                + "'memory_limit_MB':null,'run_timeout':null,'fetch_files':null}")
            .program();

    assertThat(program.runs().testCases().get(0).stdin()).isEmpty();
    assertThat(program.files()).hasSize(1);
    assertThat(program.limits().memory()).contains(512L << 20);
    assertThat(
            read("{'code':'x','language':'python','memory_limit_MB':100.0}")
                .program()
                .limits()
                .memory())
        .contains(100L << 20);
  }

  @Test
  void languagesThatAreNotHereAreRefusedWithThoseThatAre() {
    assertThatThrownBy(() -> read("{'code':'x','language':'kotlin_script'}"))
        .isInstanceOf(Invalid.class)
        .hasMessageStartingWith("Input should be 'python', 'cpp', 'nodejs', ")
        .hasMessageContaining("'D_ut'")
        .hasMessageEndingWith("'racket'");
  }

  @Test
  void testsOfDAreCompiledIn() {
    assertThat(read("{'code':'x','language':'D_ut'}").program().compilerOptions())
        .containsExactly("-funittest");
    assertThat(read("{'code':'x','language':'cpp'}").program().compilerOptions()).isEmpty();
  }

  private static JsonNode answer(String language, Verdict verdict, CaseResult... cases) {
    var result = SampleResults.of(language, verdict, "error", Optional.of("why"), cases);
    return Json.parse(RunCodeAnswer.of(read(REQUEST.formatted(language)), result, NO_FILES).body());
  }

  private static CaseResult run(Verdict verdict, Exit exit) {
    return new CaseResult(
        verdict,
        new Output("out".getBytes(UTF_8), false),
        Output.NONE,
        exit,
        new Usage(Duration.ofMillis(7), Duration.ofMillis(9), 10),
        CaseResult.Notes.of(Optional.empty()));
  }

  @Test
  void aRunHasItsResultAndAnInterpreterNoCompilation() {
    var exit = new Exit(OptionalInt.of(0), Optional.empty());
    assertThat(answer("python", Verdict.ACCEPTED, run(Verdict.ACCEPTED, exit)).toString())
        .isEqualTo(
            "{\"status\":\"Success\",\"message\":\"\",\"compile_result\":null,\"run_result\":{"
                + "\"status\":\"Finished\",\"execution_time\":0.009,\"return_code\":0,"
                + "\"stdout\":\"out\",\"stderr\":\"\"},\"executor_pod_name\":null,\"files\":{}}");
  }

  @Test
  void aTimeoutHasNoReturnCodeAndASignalIsBelowZero() {
    var killed = new Exit(OptionalInt.of(124), Optional.empty());
    var late =
        answer("python", Verdict.TIME_LIMIT_EXCEEDED, run(Verdict.TIME_LIMIT_EXCEEDED, killed));
    assertThat(late.at("/run_result/status").asText()).isEqualTo("TimeLimitExceeded");
    assertThat(late.at("/run_result/return_code").isNull()).isTrue();
    assertThat(late.at("/run_result/stdout").asText()).isEqualTo("out");

    var crashed = new Exit(OptionalInt.empty(), Optional.of("SIGSEGV"));
    var crash = answer("cpp", Verdict.SEGMENTATION_FAULT, run(Verdict.SEGMENTATION_FAULT, crashed));
    assertThat(crash.at("/run_result/return_code").asInt()).isEqualTo(-11);
    assertThat(crash.at("/compile_result/return_code").asInt()).isZero();
  }

  @Test
  void aProgramThatDoesNotCompileHasNoRunAndAnInterpretersCheckIsOne() {
    var compiler = answer("cpp", Verdict.COMPILATION_ERROR);
    assertThat(compiler.at("/compile_result/stderr").asText()).isEqualTo("error");
    assertThat(compiler.get("run_result").isNull()).isTrue();
    assertThat(compiler.get("status").asText()).isEqualTo("Failed");

    var check = answer("python", Verdict.COMPILATION_ERROR);
    assertThat(check.at("/run_result/return_code").asInt()).isEqualTo(1);
    assertThat(check.get("compile_result").isNull()).isTrue();
  }

  @Test
  void aCompilerWithoutTimeLeftHasNoReturnCode() {
    var result =
        SampleResults.of(
            "cpp", Verdict.COMPILATION_ERROR, "", Optional.of("the compiler ran out of time"));

    var late =
        Json.parse(RunCodeAnswer.of(read(REQUEST.formatted("cpp")), result, NO_FILES).body());

    assertThat(late.at("/compile_result/status").asText()).isEqualTo("TimeLimitExceeded");
    assertThat(late.at("/compile_result/return_code").isNull()).isTrue();
    assertThat(late.get("run_result").isNull()).isTrue();
  }

  @Test
  void whatNeverRanIsTheSandboxsFailure() {
    assertThat(answer("cpp", Verdict.EXPIRED).get("status").asText()).isEqualTo("SandboxError");
    var none = CaseResult.notRun(Verdict.CANCELLED, Optional.empty());
    var cancelled = answer("python", Verdict.CANCELLED, none);
    assertThat(cancelled.get("status").asText()).isEqualTo("SandboxError");
    assertThat(cancelled.get("message").asText()).isEqualTo("why");
    assertThat(cancelled.get("run_result").isNull()).isTrue();
  }

  @Test
  void filesThatAreFetchedAreKeptByNameAlone() {
    var asked =
        read(
            "{'code':'x','language':'python',"
                + "'fetch_files':['a.txt','./d/b.txt','*','/tmp/x','a.txt','ü?','c/../d','ü b']}");

    assertThat(asked.program().request().handling().outputFiles())
        .containsExactly("a.txt", "d/b.txt", "ü b");
  }

  private static OutputFile file(String name, long size, String digits) {
    return new OutputFile(name, size, FileId.parse(digits.repeat(32)).orElseThrow());
  }

  @Test
  void filesThatTheRunLeftAreInTheAnswer() {
    var exit = new Exit(OptionalInt.of(0), Optional.empty());
    var left =
        run(Verdict.ACCEPTED, exit)
            .withFiles(
                List.of(
                    file("a.txt", 2, "aa"),
                    file("d/b.txt", (2 << 20) - 1, "bb"),
                    file("c.txt", 2, "cc"),
                    file("gone.txt", 1, "dd")));
    var files =
        new FetchedFiles(
            id ->
                id.sha256().startsWith("dd")
                    ? Optional.empty()
                    : Optional.of(new ByteArrayInputStream("hi".getBytes(UTF_8))));

    var names = List.of("a.txt", "a.txt", "./d/b.txt", "none", "gone.txt", "c.txt");
    // Together they may have 2 MiB.
    assertThat(files.of(names, left).toString())
        .isEqualTo("{\"a.txt\":\"aGk=\",\"c.txt\":\"aGk=\"}");
    assertThat(files.of(List.of("./d/b.txt", "a.txt"), left).toString())
        .isEqualTo("{\"./d/b.txt\":\"aGk=\"}");
  }
}
