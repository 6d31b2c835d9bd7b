package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Languages;
import evalx.node.Offer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesWriterTest {
  private static String reason(Offer offer) {
    var languages = Json.parse(LanguagesWriter.write(new Languages(), offer)).get("languages");
    for (var language : languages) {
      if (language.get("id").textValue().equals("cpp")) {
        return language.get("reason").textValue();
      }
    }
    throw new AssertionError(languages);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "its self-test ended with Compilation Error: /usr/bin/g++: no such file"
            + " | its self-test ended with Compilation Error",
        "cannot reach the sandbox at /var/lib/evalx/evalx-isolate.sock: closed"
            + " | its self-test failed",
        "boxes of the sandbox docker lack folders that it needs: /var/lib/ghc"
            + " | boxes of the sandbox docker lack folders that it needs",
        "its version could not be determined | its version could not be determined",
      })
  void aReasonHasNoOutputAndNoPaths(String ofWorker, String told) {
    assertThat(
            reason(new Offer(1, Map.of(), Map.of(), Map.of("cpp", ofWorker), Map.of(), Set.of())))
        .isEqualTo(told);
  }

  @Test
  void aWorkingLanguageNeedsNoReason() {
    assertThat(
            reason(
                new Offer(
                    1, Map.of("cpp", List.of("12.2.0")), Map.of(), Map.of(), Map.of(), Set.of())))
        .isNull();
  }

  /** What the playground begins with, and tells people what they may expect. */
  @Test
  void eachLanguageHasAnExampleThatItsSelfTestProves() {
    var written =
        LanguagesWriter.write(
            new Languages(), new Offer(0, Map.of(), Map.of(), Map.of(), Map.of(), Set.of()));

    for (var language : Json.parse(written).get("languages")) {
      var example = language.get("example");
      assertThat(example.get("code").textValue()).isNotBlank();
      assertThat(example.get("expected_output").textValue()).isEqualTo("42\n");
    }
  }

  @Test
  void withoutWorkersThatIsTheReason() {
    assertThat(reason(new Offer(0, Map.of(), Map.of(), Map.of(), Map.of(), Set.of())))
        .isEqualTo("no worker is alive");
  }
}
