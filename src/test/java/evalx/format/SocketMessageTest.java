package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.submission.SubmissionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketMessageTest {
  private final SubmissionId id = SubmissionId.random();
  private final SubmissionId other = SubmissionId.random();

  @Test
  void aMessageNamesSubmissions() {
    var message =
        SocketMessage.read(
            """
            {"subscribe": ["%s", {"token": "%s", "last_event_id": "1-4"}], "unsubscribe": ["%s"]}
            """
                .formatted(id, other, id));

    assertThat(message.subscribe())
        .containsExactly(new SocketMessage.Wanted(id, ""), new SocketMessage.Wanted(other, "1-4"));
    assertThat(message.unsubscribe()).containsExactly(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                            | must be an object",
        "{}                            | must be an object",
        "{\"subscribe\": \"x\"}        | must be a list",
        "{\"subscribe\": [\"x\"]}      | must name each submission",
        "{\"subscribe\": [{}]}         | must name each submission",
        "{\"unsubscribe\": [1]}        | must name each submission",
        "{\"tokens\": []}              | is not known"
      })
  void whatIsNoMessageIsRefused(String text, String why) {
    assertThatThrownBy(() -> SocketMessage.read(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(why);
  }

  @Test
  void aMessageNamesABoundedNumberOfSubmissions() {
    var many = ("\"" + id + "\",").repeat(100) + "\"" + id + "\"";

    assertThatThrownBy(() -> SocketMessage.read("{\"subscribe\":[" + many + "]}"))
        .hasMessageContaining("at most 100");
  }
}
