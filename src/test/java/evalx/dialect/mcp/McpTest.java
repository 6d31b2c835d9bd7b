package evalx.dialect.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        new Arguments(
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

  @Test
  void whatIsMissingIsToldInASentence() {
    assertThatThrownBy(() -> new Arguments(Map.of()).single(LANGUAGES))
        .hasMessage("language is required");
    assertThatThrownBy(() -> new Arguments(Map.of("language", "zz")).single(LANGUAGES))
        .hasMessageStartingWith("language must be one of c, cpp,");
    assertThatThrownBy(() -> new Arguments(Map.of("language", "c", "code", "x")).tested(LANGUAGES))
        .hasMessage("tests must be a list of 1 to 50");
    assertThatThrownBy(
            () ->
                new Arguments(Map.of("language", "c", "code", "x", "timeout", 61))
                    .single(LANGUAGES))
        .hasMessage("timeout must be seconds from 0.1 to 60");
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
