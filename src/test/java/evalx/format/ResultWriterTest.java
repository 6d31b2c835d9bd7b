package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.submission.CaseResult;
import evalx.submission.Difference;
import evalx.submission.Encoding;
import evalx.submission.Exit;
import evalx.submission.Explanation;
import evalx.submission.FileId;
import evalx.submission.Hint;
import evalx.submission.Output;
import evalx.submission.OutputFile;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResultWriterTest {
  private static final SubmissionId TOKEN = new SubmissionId(new UUID(1, 2));

  private static CaseResult printed(byte[] stdout, boolean truncated) {
    return new CaseResult(
        Verdict.ACCEPTED,
        new Output(stdout, truncated),
        new Output(new byte[0], false),
        new Exit(OptionalInt.of(0), Optional.empty()),
        new Usage(Duration.ofMillis(1), Duration.ofMillis(2), 1400),
        CaseResult.Notes.of(Optional.empty()));
  }

  private static JsonNode write(Encoding encoding, List<CaseResult> cases) {
    return Json.parse(json(encoding, cases));
  }

  private static byte[] json(Encoding encoding, List<CaseResult> cases) {
    return json(encoding, "", cases);
  }

  private static byte[] json(Encoding encoding, String compilerOutput, List<CaseResult> cases) {
    var start = Instant.parse("2026-01-02T03:04:05Z");
    return new ResultWriter()
        .write(
            new Result(
                TOKEN,
                Verdict.ACCEPTED,
                new Result.Subject(
                    "cpp", Optional.of("12.2.0"), encoding, cases.size(), Optional.empty()),
                new Result.Compiled(Duration.ofMillis(410), compilerOutput, false),
                cases,
                new Result.Remarks(Optional.empty(), List.of()),
                new Result.Provenance(
                    "host-1",
                    Optional.of("native"),
                    1,
                    new Result.Timeline(start, Optional.of(start), start.plusSeconds(1)))));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theAverageRunTimeIsThatOfTheTestCasesThatWereRun() {
    var cases =
        List.of(
            ranFor(Duration.ofMillis(10)),
            ranFor(Duration.ofMillis(20)),
            CaseResult.notRun(Verdict.SKIPPED, Optional.empty()));

    assertThat(write(Encoding.UTF8, cases).get("average_run_time").asText()).isEqualTo("0.015");
    assertThat(write(Encoding.UTF8, List.of()).get("average_run_time").asText()).isEqualTo("0");
  }

  private static CaseResult ranFor(Duration cpuTime) {
    var printed = printed(bytes(""), false);
    return new CaseResult(
        Verdict.ACCEPTED,
        printed.stdout(),
        printed.stderr(),
        printed.exit(),
        new Usage(cpuTime, Duration.ofMillis(30), 1400),
        printed.notes());
  }

  @Test
  void theWholeResultAsClientsReadIt() {
    var json = write(Encoding.UTF8, List.of(printed(bytes("3\n"), false)));

    assertThat(json.toString())
        .isEqualTo(
            """
            {"token":"00000000-0000-0001-0000-000000000002","status":"Accepted",
            "language":"cpp","version":"12.2.0","passed":1,"total":1,
            "compile_time":0.41,"compile_output":"","compile_cached":false,
            "run_time":0.001,"average_run_time":0.001,"total_run_time":0.001,"space":1400,
            "hints":[],
            "warnings":[],"message":null,"queued_at":"2026-01-02T03:04:05Z",
            "started_at":"2026-01-02T03:04:05Z","finished_at":"2026-01-02T03:04:06Z",
            "worker":"host-1","driver":"native","attempts":1,
            "results":[{"status":"Accepted","stdout":"3\\n","stdout_truncated":false,
            "stderr":"","stderr_truncated":false,"exit_code":0,"signal":null,
            "run_time":0.001,"wall_time":0.002,"space":1400,"cached":false,
            "message":null,"hints":[],"share":null}]}
            """
                .replace("\n", ""));
  }

  @Test
  void invalidBytesAreReplacedAndSaidToBe() {
    var output = write(Encoding.UTF8, List.of(printed(new byte[] {'a', (byte) 0xff}, false)));

    assertThat(output.at("/results/0/stdout").textValue()).isEqualTo("a\ufffd");
    assertThat(output.at("/results/0/stdout_lossy").booleanValue()).isTrue();
  }

  @Test
  void base64KeepsEveryByte() {
    var output = write(Encoding.BASE64, List.of(printed(new byte[] {0, (byte) 0xff}, false)));

    assertThat(output.at("/results/0/stdout").textValue()).isEqualTo("AP8=");
  }

  @Test
  void base64HoldsForWhatTheCompilerPrintedToo() {
    var json = Json.parse(json(Encoding.BASE64, "error: é", List.of()));

    assertThat(Base64.getDecoder().decode(json.get("compile_output").textValue()))
        .isEqualTo(bytes("error: é"));
  }

  @Test
  void aCharacterCutInTwoByTruncationIsLeftOut() {
    var cut = java.util.Arrays.copyOf(bytes("aé"), 2);

    var output = write(Encoding.UTF8, List.of(printed(cut, true)));

    assertThat(output.at("/results/0/stdout").textValue()).isEqualTo("a");
    assertThat(output.at("/results/0").has("stdout_lossy")).isFalse();
  }

  @Test
  void allOutputTogetherIsBounded() {
    var output = write(Encoding.UTF8, Collections.nCopies(100, printed(new byte[65_536], false)));

    long kept = 0;
    for (JsonNode result : output.get("results")) {
      kept += result.get("stdout").textValue().length();
    }
    assertThat(kept).isEqualTo((4 << 20) / 6);
    assertThat(output.at("/results/0/stdout").textValue()).hasSize((64 << 10) / 6);
    assertThat(output.at("/results/0/stdout_truncated").booleanValue()).isTrue();
    assertThat(output.at("/results/99/stdout_truncated").booleanValue()).isTrue();
  }

  /** A NUL takes six bytes, so that 100 test cases of 64 KiB each would take 38 MiB. */
  @ParameterizedTest
  @EnumSource(Encoding.class)
  void noProgramMakesItsResultLargerThanItsBound(Encoding encoding) {
    for (byte filling : new byte[] {0, '"', (byte) 0xff, 'a'}) {
      var output = new byte[64 << 10];
      Arrays.fill(output, filling);

      var json = json(encoding, Collections.nCopies(100, printed(output, false)));

      assertThat(json.length).isLessThan((4 << 20) + 100 * 400 + 1000);
    }
  }

  @Test
  void theCompilersOutputIsBoundedAsItStandsInTheJson() {
    var text = "\0".repeat(64 << 10);

    var output = JsonText.of(text, ResultWriter.MAX_COMPILE_OUTPUT);

    assertThat(output.value()).hasSize((64 << 10) / 6);
    assertThat(output.truncated()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aResultIsReadAsItWasWritten(Encoding encoding) {
    var killed =
        new CaseResult(
            Verdict.SEGMENTATION_FAULT,
            new Output(bytes("4\n"), true),
            new Output(bytes("ü"), false),
            new Exit(OptionalInt.empty(), Optional.of("SIGSEGV")),
            new Usage(Duration.ofNanos(1_234_000), Duration.ofMillis(2), 1400),
            CaseResult.Notes.of(Optional.of("why")));
    var kept = new OutputFile("a/b.txt", 12, FileId.parse("ab".repeat(32)).orElseThrow());
    var cases = List.of(printed(bytes("3\n"), false).withFiles(List.of(kept)), killed, explained());

    var read = ResultReader.read(json(encoding, "warning", cases), encoding);

    assertThat(read.subject().encoding()).isEqualTo(encoding);
    assertThat(read.compiled().output()).isEqualTo("warning");
    assertThat(read.cases()).usingRecursiveComparison().isEqualTo(cases);
    assertThat(new ResultWriter().write(read)).isEqualTo(json(encoding, "warning", cases));
  }

  private static CaseResult explained() {
    var difference = new Difference(Difference.Kind.ENDS_EARLY, 2, 1, "4", "");
    var wrong = printed(bytes("3\n"), false);
    return new CaseResult(
        Verdict.WRONG_ANSWER,
        wrong.stdout(),
        wrong.stderr(),
        wrong.exit(),
        wrong.usage(),
        new CaseResult.Notes(
            true,
            Optional.of("line 2"),
            new Explanation(List.of(new Hint("id", "text")), Optional.of(difference)),
            OptionalDouble.of(0.25)));
  }

  /** What one version adds to results, the results of those before it do not have. */
  @Test
  void whatAResultDoesNotSayIsNone() {
    var json = (ObjectNode) write(Encoding.UTF8, List.of(explained()));
    var testCase = (ObjectNode) json.at("/results/0");
    testCase.retain("status", "stdout", "stdout_truncated", "stderr", "stderr_truncated");

    var read = ResultReader.read(json.toString().getBytes(StandardCharsets.UTF_8), Encoding.UTF8);

    var silent = read.cases().get(0);
    assertThat(silent.exit()).isEqualTo(Exit.NONE);
    assertThat(silent.usage()).isEqualTo(Usage.NONE);
    assertThat(silent.notes()).isEqualTo(CaseResult.Notes.of(Optional.empty()));
  }

  /** Nodes of two versions run side by side while one replaces the other. */
  @Test
  void whatANewerNodeWroteIsPassedOver() {
    var json = (ObjectNode) write(Encoding.UTF8, List.of(explained()));
    var testCase = (ObjectNode) json.at("/results/0");
    testCase.put("new_figure", 7);
    ((ObjectNode) testCase.get("difference")).put("kind", "new_kind");

    var read = ResultReader.read(json.toString().getBytes(StandardCharsets.UTF_8), Encoding.UTF8);

    assertThat(read.cases().get(0).notes().explanation().difference()).isEmpty();
    assertThat(read.cases().get(0).share()).isEqualTo(0.25);
  }
}
