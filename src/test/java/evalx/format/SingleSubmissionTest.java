package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program with one input, as {@code POST /execute} takes it. */
class SingleSubmissionTest {
  private static SubmissionRequest read(String json) {
    return SubmissionReader.readSingle(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void itIsASubmissionWithOneTestCase() {
    var request =
        read(
            """
            {"language": "c", "code": "eA==", "encoding": "base64", "stdin": "MQ==",
             "expected_output": "Mg==", "args": ["a"], "timeout": 1.5, "memory": "64m",
             "checker": {"type": "exact"}, "cache": false, "priority": 1}
            """);

    assertThat(request.noticed()).isEqualTo(SubmissionRequest.Noticed.NOTHING);
    assertThat(request.testCases()).hasSize(1);
    var testCase = request.testCases().get(0);
    assertThat(testCase.stdin()).asString().isEqualTo("1");
    assertThat(testCase.expectedOutput().orElseThrow()).asString().isEqualTo("2");
    assertThat(testCase.args()).containsExactly("a");
    assertThat(request.program().code().orElseThrow()).asString().isEqualTo("x");
    assertThat(request.limits().timeout()).contains(1.5);
    assertThat(request.judging().checker().flatMap(SubmissionRequest.Check::type))
        .contains("exact");
    assertThat(request.handling().encoding()).contains(Encoding.BASE64);
    assertThat(request.handling().cache()).contains(false);
  }

  @Test
  void withoutExpectedOutputNothingIsCompared() {
    var request = read("{\"language\": \"c\", \"code\": \"\"}");

    assertThat(request.testCases().get(0).expectedOutput()).isEqualTo(Optional.empty());
    assertThat(request.testCases().get(0).stdin()).isEmpty();
  }

  @Test
  void oneThatIsOnlyCompiledHasNoTestCase() {
    var request = read("{\"language\": \"c\", \"code\": \"\", \"stage\": \"compile\"}");

    assertThat(request.noticed()).isEqualTo(SubmissionRequest.Noticed.NOTHING);
    assertThat(request.testCases()).isEmpty();
    assertThat(request.program().stages().isCompileOnly()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stdin                | ''",
        "expected_output      | '1'",
        "stdin_file           | 'FILE'",
        "expected_output_file | 'FILE'",
        "args                 | ['a']",
        "runs                 | 2",
      })
  void aMemberOfARunIsAnErrorWhereNothingIsRun(String name, String value) {
    var json =
        "{'language': 'c', 'code': '', 'stage': 'compile', '%s': %s}"
            .formatted(name, value.replace("FILE", "a".repeat(64)));

    assertThat(read(json.replace('\'', '"')).noticed().errors())
        .containsExactly(new FieldError(name, "cannot be combined with a stage that runs nothing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"test_cases", "stop_on_failure", "webhook_url", "sdtin"})
  void aMemberThatMeansNothingIsAnError(String name) {
    assertThat(read("{\"" + name + "\": null}").noticed().errors())
        .containsExactly(new FieldError(name, "is not a known member"));
  }

  @Test
  void errorsOfTheTestCaseNameItsMembersAlone() {
    var errors =
        List.of(new FieldError("test_cases[0].args[3]", "a"), new FieldError("timeout", "b"));

    assertThat(new InvalidSubmission(errors).ofSingleCase().errors())
        .containsExactly(new FieldError("args[3]", "a"), new FieldError("timeout", "b"));
  }
}
