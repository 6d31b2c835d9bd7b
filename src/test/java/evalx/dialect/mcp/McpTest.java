package evalx.dialect.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.dialect.Program;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpTest {
  private static final Languages LANGUAGES = new Languages();

  private static CaseResult run(Verdict verdict, String stdout) {
    return new CaseResult(
        verdict,
        new Output(stdout.getBytes(UTF_8), false),
        Output.NONE,
        new Exit(OptionalInt.of(0), Optional.empty()),
        new Usage(Duration.ofMillis(7), Duration.ofMillis(9), 10),
        CaseResult.Notes.of(Optional.empty()));
  }

  private static Result result(Verdict verdict, List<CaseResult> cases) {
    var start = Instant.parse("2026-01-02T03:04:05Z");
    return new Result(
        new SubmissionId(new UUID(1, 2)),
        verdict,
        new Result.Subject("python", Optional.of("3.11.2"), Encoding.BASE64, cases.size()),
        new Result.Compiled(Duration.ZERO, "", false),
        cases,
        new Result.Remarks(Optional.empty(), List.of()),
        new Result.Provenance(
            "host", Optional.empty(), 1, new Result.Timeline(start, Optional.of(start), start)));
  }

  @Test
  void aProgramIsReadWithItsInput() {
    var program =
        Arguments.of(
                "run_code",
                Map.of(
                    "language",
                    "py",
                    "code",
                    "x",
                    "stdin",
                    "1",
                    "args",
                    List.of("a"),
                    "timeout",
                    2))
            .single(LANGUAGES);

    assertThat(program.choice().language()).isEqualTo("python");
    assertThat(program.limits().cpu()).contains(Duration.ofSeconds(2));
    assertThat(program.runs().testCases().get(0).args()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run_code|{}|language is required",
        "run_code|{'language':'c'}|code is required",
        "run_code|{'language':'c','code':''}|code is required",
        "run_code|{'language':null,'code':'x'}|language is required",
        "run_code|{'language':'c','code':'x','input':'1'}|input is no argument of this tool; there"
            + " are language, code, stdin, args, timeout",
        "run_code|{'language':'c','code':7}|code must be a text",
        "run_code|{'language':'c','code':'x','stdin':['1']}|stdin must be a text",
        "run_code|{'language':'c','code':'x','args':'a b'}|args must be a list",
        "run_code|{'language':'c','code':'x','args':['a',1]}|args[1] must be a text",
        "run_code|{'language':'c','code':'x','timeout':'5'}|timeout must be a number",
        "run_code|{'language':'c','code':'x','timeout':61}|timeout must be from 0.1 to 60",
        "run_code|{'language':'c','code':'x','timeout':0}|timeout must be from 0.1 to 60",
        "run_tests|{'language':'c','code':'x'}|tests is required",
        "run_tests|{'language':'c','code':'x','tests':[]}|tests must be a list of 1 to 50",
        "run_tests|{'language':'c','code':'x','tests':[1]}|tests[0] must be an object",
        "run_tests|{'language':'c','code':'x','tests':[{'stdin':'1'}]}|tests[0].expected_output is"
            + " required",
        "run_tests|{'language':'c','code':'x','tests':[{'expected_output':'1'},{'expected_output':"
            + "'1','input':'2'}]}|tests[1].input is no argument of this tool; there are stdin,"
            + " expected_output",
        "list_languages|{'language':'c'}|language is no argument of this tool, which takes none"
      })
  void whatIsWrongIsToldInASentence(String tool, String arguments, String sentence) {
    assertThatThrownBy(() -> read(tool, arguments))
        .isInstanceOf(BadArgument.class)
        .hasMessage(sentence);
  }

  @SuppressWarnings("unchecked")
  private static Program read(String tool, String json) {
    var given = Json.parse(json.replace('\'', '"').getBytes(UTF_8));
    var arguments =
        Arguments.of(tool, (Map<String, Object>) Json.MAPPER.convertValue(given, Map.class));
    return tool.equals("run_tests") ? arguments.tested(LANGUAGES) : arguments.single(LANGUAGES);
  }

  @Test
  void whatIsNullIsNotGiven() {
    var program = read("run_code", "{'language':'c','code':'x','stdin':null,'timeout':null}");
    assertThat(program.limits()).isEqualTo(Program.Limits.DEFAULT);
    assertThat(program.runs().testCases().get(0).stdin()).isEmpty();
  }

  @Test
  void aLanguageThatIsNoneIsToldWithThoseThatThereAre() {
    assertThatThrownBy(() -> read("run_code", "{'language':'zz','code':'x'}"))
        .hasMessageStartingWith("language must be one of c, cpp,");
  }

  @Test
  void aReportIsShortAndSaysWhereThereIsMore() {
    var report =
        Report.single(result(Verdict.ACCEPTED, List.of(run(Verdict.ACCEPTED, "x".repeat(9000)))));

    assertThat(report.get("stdout").asText()).hasSizeLessThan(8300).endsWith("printed more]");
    assertThat(report.has("stderr")).isFalse();
    assertThat(report.get("cpu_ms").asInt()).isEqualTo(7);
  }

  @Test
  void ofManyThatFailedTheFirstAreTold() {
    var report =
        Report.tested(
            result(
                Verdict.WRONG_ANSWER,
                Collections.nCopies(50, run(Verdict.WRONG_ANSWER, "y".repeat(5000)))));

    assertThat(report.get("failed")).hasSize(5);
    assertThat(report.get("total").asInt()).isEqualTo(50);
    assertThat(report.toString()).hasSizeLessThan(8 << 10);
  }

  @Test
  void everyToolHasSchemasAndIsReadOnly() {
    assertThat(ToolSchemas.read())
        .containsOnlyKeys("run_code", "run_tests", "list_languages")
        .allSatisfy(
            (name, tool) -> {
              assertThat(tool.inputSchema().type()).isEqualTo("object");
              assertThat(tool.inputSchema().additionalProperties()).isFalse();
              assertThat(tool.outputSchema()).containsEntry("type", "object");
              assertThat(tool.annotations().readOnlyHint()).isTrue();
            });
  }

  @Test
  void whatIsReportedIsWhatTheSchemaNames() {
    var properties = ToolSchemas.read().get("run_code").outputSchema().get("properties").toString();
    var report = Report.single(result(Verdict.ACCEPTED, List.of(run(Verdict.ACCEPTED, "x"))));

    report
        .propertyStream()
        .forEach(member -> assertThat(properties).contains(member.getKey() + "="));
  }
}
