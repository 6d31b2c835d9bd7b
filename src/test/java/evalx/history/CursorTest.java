package evalx.history;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SubmissionId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  @Test
  void itsTextStandsForIt() {
    var cursor = new Cursor(Instant.parse("2026-03-01T12:00:00.123456789Z"), SubmissionId.random());

    assertThat(cursor.text()).matches("[A-Za-z0-9_-]{32}");
    assertThat(Cursor.parse(cursor.text())).contains(cursor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "0000000000000000000000000000000000000000",
        "________________________________",
        "f_8AAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAA AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "\u00e4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void anotherTextStandsForNone(String text) {
    assertThat(Cursor.parse(text)).isEmpty();
  }
}
