package evalx.advice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.HintSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatModelTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);

  private FakeModel api;

  @BeforeEach
  void start() throws IOException {
    api = new FakeModel();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private String ask(Duration timeout) throws ModelFailed {
    var settings = new HintSettings.Model(api.url(), "small", Optional.of("key-1"), false, timeout);
    try (var model = new ChatModel(settings, Executors.defaultThreadFactory())) {
      return model.ask("{}".getBytes(UTF_8));
    }
  }

  @Test
  void itsTextIsTheHint() throws ModelFailed {
    assertThat(ask(PATIENT)).isEqualTo("Look at line 2.");
    assertThat(api.keys).containsExactly("Bearer key-1");
    assertThat(api.questions).containsExactly("{}");
  }

  @Test
  void aLongTextIsCut() throws ModelFailed {
    api.does(FakeModel.answering(200, FakeModel.completion("ü".repeat(5000))));

    assertThat(ask(PATIENT)).isEqualTo("ü".repeat(ChatModel.MAX_TEXT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<!DOCTYPE html><html>Sign in</html>",
        "null",
        "[]",
        "{\"choices\": []}",
        "{\"choices\": \"none\"}",
        "{\"choices\": [{\"message\": {\"content\": null}}]}",
        "{\"choices\": [{\"message\": {\"content\": \"  \"}}]}",
        "{\"choices\": [{\"message\": {\"content\": {\"text\": \"x\"}}}]}",
        "{\"choices\": [{\"mess",
        "{\"error\": {\"message\": \"no credit\"}}",
      })
  void anotherShapeIsAFailure(String body) {
    api.does(FakeModel.answering(200, body));

    assertThatThrownBy(() -> ask(PATIENT))
        .isInstanceOf(ModelFailed.class)
        .hasMessageStartingWith("its answer");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 400, 401, 429, 500, 503})
  void anotherStatusIsAFailure(int status) {
    api.does(FakeModel.answering(status, FakeModel.completion("no")));

    assertThatThrownBy(() -> ask(PATIENT)).hasMessage("it answered " + status);
    assertThat(api.questions).hasSize(1);
  }

  @Test
  void aRedirectIsNotFollowed() {
    api.does(FakeModel.redirecting(api.url()));

    assertThatThrownBy(() -> ask(PATIENT)).hasMessage("it answered 307");
    assertThat(api.questions).hasSize(1);
  }

  @Test
  void aHugeAnswerIsNotRead() {
    api.does(FakeModel.answering(200, FakeModel.completion("x".repeat(ChatModel.MAX_BYTES))));

    assertThatThrownBy(() -> ask(PATIENT)).hasMessageContaining("more than");
  }

  @Test
  void silenceEndsWithTheTime() {
    api.does(api.hanging());

    assertThatThrownBy(() -> ask(Duration.ofSeconds(1))).hasMessage("no answer in time");
  }

  @Test
  void anAnswerThatNeverEndsEndsWithTheTime() {
    api.does(api.stopping());

    assertThatThrownBy(() -> ask(Duration.ofSeconds(1))).hasMessage("no answer in time");
  }

  @Test
  void nobodyThereIsAFailure() {
    api.close();

    assertThatThrownBy(() -> ask(PATIENT)).hasMessageStartingWith("no answer: ");
  }
}
