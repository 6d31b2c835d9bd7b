package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static byte[] array(String element, int count) {
    return ("[" + (element + ",").repeat(count - 1) + element + "]")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Three bytes of it take a hundred of the heap. */
  @Test
  void aBodyOfManySmallPartsIsRefusedBeforeItFillsTheHeap() {
    assertThatThrownBy(() -> Json.parse(array("{}", 300_000))).isInstanceOf(NotJson.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "-Infinity",
        "+1",
        ".5",
        "1.",
        "01",
        "// a",
        "/* a */ 1",
        "# a",
        "'a'",
        "{a:1}",
        "[1,]",
        "\"\\q\"",
        "\"\t\"",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "[",
        "\u0000"
      })
  void whatIsNoJsonIsSaidWithoutWordsOfItsParser(String text) {
    assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            NotJson.class,
            e ->
                assertThat(e.getMessage())
                    .startsWith("line 1, column ")
                    .doesNotContainIgnoringCase(
                        "feature", "enable", "parser", "source", "jackson"));
  }

  @Test
  void aNumberThatJsonHasNotIsNamed() {
    assertThatThrownBy(() -> Json.parse("[NaN]".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("line 1, column 5: Non-standard token 'NaN'");
  }

  @Test
  void thePartsOfTheLargestLegalSubmissionAreNotTooMany() {
    var arguments = new String(array("\"\"", 32), StandardCharsets.UTF_8);
    var testCase = "{\"stdin\":\"\",\"expected_output\":\"\",\"args\":" + arguments + "}";

    assertThat(Json.parse(array(testCase, 1000))).hasSize(1000);
  }
}
