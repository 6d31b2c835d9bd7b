package evalx.dialect.sandboxfusion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import evalx.language.Languages;
import evalx.submission.CaseResult;
import evalx.submission.Exit;
import evalx.submission.Output;
import evalx.submission.SampleResults;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmitTest {
  private static final String DATA =
      "{'id':1,'content':'Add.','labels':{},'test':["
          + "{'input':{'stdin':'1 2'},'output':{'stdout':'3'}},"
          + "{'input':{'stdin':'%s'},'output':{'stdout':'7'}}]}";
  private static final String LONG = "x".repeat(1200);

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"').getBytes(UTF_8));
  }

  private static String request(String config) {
    return "{'dataset':'mine','id':'p1','completion':'```python\\nprint(3)\\n```','config':{"
        + "'dataset_type':'CommonOJDataset'"
        + config
        + "}}";
  }

  private static Submit read(String config) {
    return Submit.read(json(request(config)), new Languages());
  }

  private static Submit asked(String more) {
    return read(",'language':'python','provided_data':" + DATA.formatted(LONG) + more);
  }

  @Test
  void aProblemIsASubmissionWithItsTests() {
    var asked = asked(",'locale':null,'extra':{}");

    assertThat(asked.code()).isEqualTo("print(3)");
    assertThat(asked.program().runs().outputs().check().type()).contains("lenient");
    assertThat(asked.program().runs().stopOnFailure()).isTrue();
    assertThat(asked.program().runs().testCases())
        .first()
        .satisfies(
            test -> {
              assertThat(test.stdin()).isEqualTo("1 2".getBytes(UTF_8));
              assertThat(test.expectedOutput()).contains("3".getBytes(UTF_8));
            });
    assertThat(asked.program().limits().wall()).contains(Duration.ofSeconds(20));
    assertThat(asked.tests().maxWait()).isEqualTo(Duration.ofSeconds(10 + 2 * 20 + 9));
  }

  @Test
  void testsMayBeJsonInATextAndTheKnownDataSetNeedsNoType() {
    var request =
        request(
                ",'language':'cpp','run_timeout':2,'provided_data':{'id':1,'test':'[{\\\"input\\\":"
                    + "{\\\"stdin\\\":\\\"\\\"},\\\"output\\\":{\\\"stdout\\\":\\\"\\\"}}]'}")
            .replace("'dataset_type':'CommonOJDataset',", "")
            .replace("'mine'", "'code_contests'");
    var asked = Submit.read(json(request), new Languages());
    assertThat(asked.tests().list()).hasSize(1);
    assertThat(asked.compiled()).isTrue();
    assertThat(asked.program().limits().wall()).contains(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        ",'provided_data':{};config.language field must exist for CommonOJDataset, got None",
        ",'language':'python';this server keeps no data sets: config.provided_data is required",
        ",'language':'python','provided_data':[];request.config.provided_data should be a dict with"
            + " str -> str | int",
        ",'language':'python','provided_data':{'test':[]};config.provided_data.test must have a"
            + " test",
        ",'language':'python','provided_data':{'test':[{'input':{}}]};each test must have the text"
            + " input.stdin",
        ",'custom_extract_logic':'x';custom_extract_logic is code, which is not run in this server"
      })
  void whatCannotBeServedIsToldInADetail(String config, String detail) {
    assertThatThrownBy(() -> read(config)).isInstanceOf(BadRequest.class).hasMessage(detail);
  }

  @Test
  void otherWaysOfJudgingAreRefused() {
    var other = request("").replace("CommonOJDataset", "AutoEvalDataset");
    assertThatThrownBy(() -> Submit.read(json(other), new Languages()))
        .hasMessage("eval class AutoEvalDataset not found; there is CommonOJDataset");
    var none = request("").replace("'CommonOJDataset'", "null");
    assertThatThrownBy(() -> Submit.read(json(none), new Languages()))
        .hasMessage("no eval class found for dataset mine");
  }

  private static CaseResult run(Verdict verdict) {
    return new CaseResult(
        verdict,
        new Output("3\n".getBytes(UTF_8), false),
        Output.NONE,
        new Exit(OptionalInt.of(0), Optional.empty()),
        new Usage(Duration.ofMillis(7), Duration.ofMillis(9), 10),
        CaseResult.Notes.of(Optional.empty()));
  }

  private static JsonNode answer(Submit asked, Verdict verdict, CaseResult... cases) {
    var result = SampleResults.of("python", verdict, "error", Optional.of("why"), cases);
    var answer = SubmitAnswer.of(asked, result);
    assertThat(answer.status())
        .isEqualTo(cases.length == 0 && verdict != Verdict.COMPILATION_ERROR ? 500 : 200);
    return Json.parse(answer.body());
  }

  @Test
  void allTestsThatPassedAreToldWithLongTextsShortened() {
    var answer = answer(asked(""), Verdict.ACCEPTED, run(Verdict.ACCEPTED), run(Verdict.ACCEPTED));

    assertThat(answer.get("accepted").asBoolean()).isTrue();
    assertThat(answer.get("id").asText()).isEqualTo("p1");
    assertThat(answer.get("extracted_code").asText()).isEqualTo("print(3)");
    assertThat(answer.get("full_code").isNull()).isTrue();
    assertThat(answer.get("tests")).hasSize(2);
    assertThat(answer.at("/tests/0/exec_info/run_result/stdout").asText()).isEqualTo("3\n");
    assertThat(answer.at("/tests/1/test_info/input/stdin").asText())
        .isEqualTo("x".repeat(498) + "..." + "x".repeat(498));
    assertThat(answer.at("/tests/1/test_info/output/stdout").asText()).isEqualTo("7");
  }

  @Test
  void theFirstTestThatFailsIsTheLastThatIsTold() {
    var failed = run(Verdict.WRONG_ANSWER);
    var skipped = CaseResult.notRun(Verdict.SKIPPED, Optional.empty());
    var answer = answer(asked(""), Verdict.WRONG_ANSWER, failed, skipped);
    assertThat(answer.get("accepted").asBoolean()).isFalse();
    assertThat(answer.get("tests")).hasSize(1);
    assertThat(answer.at("/tests/0/passed").asBoolean()).isFalse();
    assertThat(answer.at("/tests/0/exec_info/status").asText()).isEqualTo("Success");

    var all = asked(",'extra':{'run_all_cases':true,'return_full_case':true}");
    assertThat(all.program().runs().stopOnFailure()).isFalse();
    var whole = answer(all, Verdict.WRONG_ANSWER, failed, run(Verdict.ACCEPTED));
    assertThat(whole.get("tests")).hasSize(2);
    assertThat(whole.at("/tests/1/test_info/input/stdin").asText()).isEqualTo(LONG);
  }

  @Test
  void aProgramThatDoesNotCompilePassesNoTest() {
    var answer = answer(asked(""), Verdict.COMPILATION_ERROR);
    assertThat(answer.get("tests")).hasSize(1);
    assertThat(answer.at("/tests/0/exec_info/run_result/stderr").asText()).isEqualTo("error");
    var all = answer(asked(",'extra':{'run_all_cases':true}"), Verdict.COMPILATION_ERROR);
    assertThat(all.get("tests")).hasSize(2);
  }

  @Test
  void whatNeverRanIsAFailureOfTheServer() {
    assertThat(answer(asked(""), Verdict.EXPIRED).get("detail").asText()).isEqualTo("why");
  }

  @Test
  void promptsAreMadeOfTheProblemsOfTheRequest() {
    var row = "{'id':3,'content':'Add.','labels':'{\\\"a\\\":1}','test':[]}";
    var prompts = Prompts.list(json(request(",'language':'cpp','provided_data':[" + row + "]")));
    assertThat(prompts.at("/0/id").asInt()).isEqualTo(3);
    assertThat(prompts.at("/0/prompt").asText())
        .startsWith("Add.\n\nWrite a whole program in C++.");
    assertThat(prompts.at("/0/labels/a").asInt()).isEqualTo(1);
    var single = Prompts.single(json(request(",'provided_data':" + row)));
    assertThat(single.get("prompt").asText()).startsWith("Add.\n\nWrite a whole program. ");
    assertThat(Prompts.ids(json(request(",'provided_data':[" + row + "]"))).toString())
        .isEqualTo("[3]");
    assertThatThrownBy(() -> Prompts.list(json(request(",'provided_data':" + row))))
        .isInstanceOf(BadRequest.class);
  }
}
