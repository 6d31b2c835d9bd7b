package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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

  @Test
  void thePartsOfTheLargestLegalSubmissionAreNotTooMany() {
    var arguments = new String(array("\"\"", 32), StandardCharsets.UTF_8);
    var testCase = "{\"stdin\":\"\",\"expected_output\":\"\",\"args\":" + arguments + "}";

    assertThat(Json.parse(array(testCase, 1000))).hasSize(1000);
  }
}
