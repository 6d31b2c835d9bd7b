package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceRequestTest {
  private static ChoiceRequest.Choice letters(String body) {
    return ChoiceRequest.letters(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void someAreNamedOrAllAreMeant() {
    assertThat(letters("{\"ids\": [\"a\", \"b\"]}"))
        .isEqualTo(new ChoiceRequest.Choice(List.of("a", "b"), Optional.empty()));
    assertThat(letters("{\"all\": true, \"language\": \"c\", \"ids\": null}"))
        .isEqualTo(new ChoiceRequest.Choice(List.of(), Optional.of("c")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"ids\": []}",
        "{\"ids\": [1]}",
        "{\"ids\": [\"\"]}",
        "{\"ids\": \"a\"}",
        "{\"ids\": [\"a\"], \"all\": true}",
        "{\"ids\": [\"a\"], \"language\": \"c\"}",
        "{\"all\": false}",
        "{\"all\": \"true\"}",
        "{\"all\": true, \"other\": 1}",
        "{\"all\": true, \"language\": 3}"
      })
  void anythingElseIsRefused(String body) {
    assertThatThrownBy(() -> letters(body)).isInstanceOf(InvalidRequest.class);
  }
}
