package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.submission.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchReaderTest {
  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static SubmissionRequest oneProgram(String... requests) {
    return BatchReader.readOneProgram(
        bytes("{\"requests\": [" + String.join(",", requests) + "]}"));
  }

  @Test
  void whatIsWrongWithOneSubmissionIsNotedInItAlone() {
    var json =
        """
        {"submissions": [
          {"language": "c", "code": 1, "mistake": true},
          {"language": "c", "code": "int x;", "test_cases": [{"stdin": "1"}, {"stdin": "2"}]},
          7
        ]}\
        """;

    var requests = BatchReader.readSubmissions(bytes(json), 3);

    assertThat(requests).hasSize(3);
    assertThat(requests.get(0).noticed().errors())
        .extracting(FieldError::field)
        .containsExactly("code", "mistake");
    assertThat(requests.get(1).noticed().errors()).isEmpty();
    assertThat(requests.get(1).testCases()).hasSize(2);
    assertThat(requests.get(2).noticed().errors())
        .containsExactly(new FieldError("", "must be an object"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | requests must have at least one element",
        "{\"requests\": []} | requests must have at least one element",
        "{\"requests\": {}} | requests must be an array",
        "{\"requests\": [{}, {}, {}]} | requests must have at most 2 elements",
        "{\"requests\": [{}], \"submissions\": []} | submissions is not a known member",
        "[] | '' must be an object",
      })
  void aListThatCannotBeReadIsRefusedAsAWhole(String json, String message) {
    assertThatThrownBy(() -> BatchReader.readSingles(bytes(json), 2))
        .isInstanceOf(InvalidSubmission.class)
        .hasMessage(message.replace("''", ""));
  }

  @Test
  void theFirstRequestSaysHowAllInputsAreRun() {
    var request =
        oneProgram(
            "{\"language\": \"c\", \"code\": \"aW50IHg7\", \"stdin\": \"MQ==\", \"timeout\": 3,"
                + " \"encoding\": \"base64\"}",
            "{\"stdin\": \"Mg==\", \"args\": [\"-v\"], \"code\": \"aW50IHg7\"}",
            "{\"stdin\": \"3\", \"encoding\": \"utf8\", \"expected_output\": \"three\"}");

    assertThat(request.program().language()).contains("c");
    assertThat(request.limits().timeout()).contains(3.0);
    assertThat(request.handling().encoding()).contains(Encoding.BASE64);
    assertThat(request.testCases())
        .extracting(testCase -> new String(testCase.stdin(), StandardCharsets.UTF_8))
        .containsExactly("1", "2", "3");
    assertThat(request.testCases().get(1).args()).containsExactly("-v");
    assertThat(request.testCases().get(2).expectedOutput()).isPresent();
    assertThat(request.noticed().warnings()).isEmpty();
  }

  @Test
  void whatALaterRequestSaysDifferentlyIsNamed() {
    var request =
        oneProgram(
            "{\"language\": \"c\", \"code\": \"int x;\", \"memory\": \"64m\", \"cache\": true}",
            "{\"language\": \"c\", \"code\": \"int y;\", \"memory\": \"64m\", \"timeout\": 2}",
            "{\"compiler_options\": [\"-O2\"], \"checker\": {\"type\": \"exact\"},"
                + " \"files\": [{\"name\": \"a.h\", \"content\": \"\"}], \"cache\": false}");

    assertThat(request.noticed().errors()).isEmpty();
    assertThat(request.noticed().warnings())
        .containsExactly(
            "requests[1]: ignored, because requests[0] decides: code, timeout",
            "requests[2]: ignored, because requests[0] decides: files, compiler_options, checker,"
                + " cache");
    assertThat(request.program().code().orElseThrow()).asString().isEqualTo("int x;");
  }

  /** Of the members that are described, with one value of each. */
  @Test
  void whateverALaterRequestMayNotSayIsNamed() {
    var ofPrograms = new OpenApiTest().properties("Execution");
    ofPrograms.keySet().removeAll(new OpenApiTest().properties("Input").keySet());
    var named =
        Map.of(
            "checker", "{\"type\": \"exact\"}",
            "compile", "{\"timeout\": 1}",
            "env", "{\"A\": \"1\"}",
            "files", "[{\"name\": \"a.h\", \"content\": \"\"}]");
    ofPrograms.forEach(
        (name, schema) -> {
          var value = named.getOrDefault(name, value(schema));
          var warnings =
              oneProgram("{}", "{\"%s\": %s}".formatted(name, value)).noticed().warnings();

          assertThat(warnings)
              .as(name + " of " + value)
              .containsExactly("requests[1]: ignored, because requests[0] decides: " + name);
        });
    assertThat(ofPrograms).containsKeys("language", "env", "compile").doesNotContainKey("stdin");
  }

  private static String value(JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "integer", "number" -> schema.get("minimum").asText();
      case "boolean" -> "true";
      case "array" -> "[\"-a\"]";
      default ->
          schema.path("pattern").asText().contains("kmg")
              ? "\"64m\""
              : "\"" + schema.at("/enum/0").asText("a") + "\"";
    };
  }

  @Test
  void whetherThereAreInputsIsSaidByTheFirst() {
    var compiled = "{\"language\": \"c\", \"code\": \"\", \"stage\": \"compile\"}";

    assertThat(oneProgram(compiled, "{}", compiled).testCases()).isEmpty();
    assertThat(oneProgram(compiled, "{\"stdin\": \"1\"}").noticed().errors())
        .extracting(FieldError::field)
        .containsExactly("requests[1].stdin");

    var run = oneProgram("{\"language\": \"c\", \"code\": \"\"}", compiled);
    assertThat(run.testCases()).hasSize(2);
    assertThat(run.noticed().warnings())
        .containsExactly("requests[1]: ignored, because requests[0] decides: stage");
  }

  @Test
  void errorsOfOneProgramAreNamedAsInItsRequests() {
    var read = oneProgram("{\"language\": \"c\", \"code\": \"\"}", "{\"stdin\": 1}").noticed();
    assertThat(read.errors()).extracting(FieldError::field).containsExactly("requests[1].stdin");

    var fields = List.of("test_cases[1].args[0]", "test_cases", "code", "", "requests[1].stdin");
    var errors = fields.stream().map(field -> new FieldError(field, "is wrong")).toList();
    assertThat(new InvalidSubmission(errors).ofOneProgram().errors())
        .extracting(FieldError::field)
        .containsExactly(
            "requests[1].args[0]", "requests", "requests[0].code", "", "requests[1].stdin");
    assertThatThrownBy(() -> BatchReader.readOneProgram(bytes("{\"requests\": []}")))
        .isInstanceOf(InvalidSubmission.class)
        .hasMessage("requests must be an array of at least one element");
  }
}
