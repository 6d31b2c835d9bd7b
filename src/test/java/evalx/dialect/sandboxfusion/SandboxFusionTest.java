package evalx.dialect.sandboxfusion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import evalx.language.Languages;
import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.Exit;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxFusionTest {
  /** As verl sends it. */
  private static final String REQUEST =
      "{'compile_timeout':10,'run_timeout':2.5,'code':'x','stdin':'1','memory_limit_MB':1024,"
          + "'language':'%s','files':{'a.txt':'aGk=','none':null},'fetch_files':[]}";

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
        .extracting(file -> file.name())
        .containsExactly("main.cpp", "a.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'language':'python'}|code",
        "{'code':'x','language':'lean'}|language",
        "{'code':'x','language':'python','run_timeout':'x'}|run_timeout"
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

  private static JsonNode answer(String language, Verdict verdict, CaseResult... cases) {
    var start = Instant.parse("2026-01-02T03:04:05Z");
    var result =
        new Result(
            new SubmissionId(new UUID(1, 2)),
            verdict,
            new Result.Subject(language, Optional.empty(), Encoding.BASE64, 1),
            new Result.Compiled(Duration.ZERO, "error", false),
            List.of(cases),
            new Result.Remarks(Optional.of("why"), List.of()),
            new Result.Provenance(
                "host",
                Optional.empty(),
                1,
                new Result.Timeline(start, Optional.of(start), start)));
    return Json.parse(RunCodeAnswer.of(read(REQUEST.formatted(language)), result).body());
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
  void whatNeverRanIsTheSandboxsFailure() {
    assertThat(answer("cpp", Verdict.EXPIRED).get("status").asText()).isEqualTo("SandboxError");
  }
}
