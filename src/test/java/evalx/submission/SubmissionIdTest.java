package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionIdTest {
  @Test
  void aTokenIsReadAsItIsWritten() {
    var token = SubmissionId.random();

    assertThat(SubmissionId.parse(token.toString())).contains(token);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "00000000-0000-0000-0000-00000000000g",
        "00000000-0000-0000-0000-0000000000000",
        "000000000-000-0000-0000-000000000000",
        "../../../../../../../../../etc/passwd"
      })
  void anythingElseIsNone(String text) {
    assertThat(SubmissionId.parse(text)).isEmpty();
  }
}
