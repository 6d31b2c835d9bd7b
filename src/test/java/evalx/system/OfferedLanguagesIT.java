package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs find the versions and the libraries that {@code /languages} tells of, and no others. */
@ExtendWith(SharedProduct.class)
class OfferedLanguagesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  private static JsonNode language(String id) {
    var all = Client.json(client.get("/languages").body()).get("languages");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(language -> language.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The oldest first. */
  private static List<String> versions(String language) {
    var versions = new ArrayList<String>();
    language(language).get("versions").forEach(version -> versions.add(version.asText()));
    return versions;
  }

  private static ObjectNode program(String language, String code) {
    return Client.JSON.createObjectNode().put("language", language).put("code", code);
  }

  private static JsonNode result(ObjectNode submission) {
    return client.result(client.submit(submission), LIMIT);
  }

  /** Such as 3, 3.11 and 3.11.2, each with the newest version that begins so. */
  private static Map<String, String> choices(List<String> versions) {
    var newest = new LinkedHashMap<String, String>();
    for (String version : versions) {
      for (int dot = version.indexOf('.'); dot >= 0; dot = version.indexOf('.', dot + 1)) {
        newest.put(version.substring(0, dot), version);
      }
      newest.put(version, version);
    }
    return newest;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "python | import platform; print(platform.python_version())",
        "java   | class A { public static void main(String[] a) {"
            + " System.out.println(System.getProperty(\"java.version\")); } }"
      })
  void theNewestVersionThatBeginsAsWantedRunsAProgram(String language, String code) {
    var versions = versions(language);
    var choices = choices(versions);
    assertThat(choices).hasSizeGreaterThan(versions.size());
    choices.forEach(
        (wanted, version) -> {
          var result = result(program(language, code).put("version", wanted));
          assertThat(result.at("/results/0/stdout").asText()).as(wanted).isEqualTo(version + "\n");
          assertThat(result.get("version").asText()).isEqualTo(version);
        });
    var newest = versions.get(versions.size() - 1);
    assertThat(result(program(language, code)).get("version").asText()).isEqualTo(newest);
  }

  /** Parts of a version are whole: 3.1 is not 3.11. */
  @ParameterizedTest
  @CsvSource({"python, 2", "python, 3.1", "python, 3.999", "java, 1", "cpp, 999", "bash, 5.2.15.1"})
  void aVersionThatIsNotThereIsRefusedWithThoseThatAre(String language, String version) {
    var wanting = program(language, "").put("version", version);
    var judged = program("bash", "");
    judged.putObject("checker").put("type", "custom").set("program", wanting);

    Map.of("version", wanting, "checker.program.version", judged)
        .forEach(
            (field, submission) -> {
              var refused = client.post(Client.bytes(submission));
              assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
              var error = Client.json(refused.body()).at("/errors/0");
              assertThat(error.get("field").asText()).isEqualTo(field);
              assertThat(error.get("message").asText())
                  .isEqualTo("must match one of " + versions(language));
            });
  }

  /** A name and a version each. */
  private static Map<String, String> libraries() {
    var libraries = new LinkedHashMap<String, String>();
    for (var told : language("python").get("packages")) {
      var words = told.asText().split(" ", 2);
      libraries.put(words[0], words[1]);
    }
    return libraries;
  }

  @Test
  void programsHaveTheLibrariesThatAreToldInTheirVersions() {
    var libraries = libraries();
    var code = new StringBuilder("from importlib.metadata import version\n");
    libraries.keySet().forEach(name -> code.append("print(version('%s'))\n".formatted(name)));

    var result = result(program("python", code.toString()));

    assertThat(libraries).as("on every machine of a tester").containsKey("numpy");
    assertThat(result.at("/results/0/stdout").asText().lines())
        .as(result.toString())
        .containsExactlyElementsOf(libraries.values());
  }

  /** Within the limits that programs have unless others are asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numpy  | import numpy as np; print(np.array([[6, 0], [0, 7]]).diagonal().prod())",
        "pandas | import pandas as pd; print(pd.DataFrame({'a': [40, 2]})['a'].sum())",
        "scipy  | from scipy import special; print(int(special.comb(42, 1)))",
        "sympy  | import sympy; print(sympy.Integer(6) * 7)",
        "torch  | import torch; print(torch.tensor([40, 2]).sum().item())",
        "absent | import absent; print(42)",
      })
  void aLibraryIsThereIfItIsToldAndElseItsProgramFailsAndSaysSo(
      String library, String code, TestReporter reporter) {
    var submission = program("python", code).put("hints", true);
    submission.putArray("test_cases").addObject().put("expected_output", "42");

    var result = result(submission);

    if (libraries().containsKey(library)) {
      assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    } else {
      reporter.publishEntry(library, "is not installed here, so its program has to fail");
      var testCase = result.at("/results/0");
      assertThat(result.get("status").asText())
          .as(result.toString())
          .isEqualTo("Runtime Error (NZEC)");
      assertThat(testCase.get("exit_code").asInt()).isEqualTo(1);
      assertThat(testCase.get("stderr").asText())
          .endsWith("ModuleNotFoundError: No module named '%s'\n".formatted(library));
      assertThat(testCase.get("hints").toString())
          .contains("only the packages that /languages lists for Python are installed");
    }
  }
}
