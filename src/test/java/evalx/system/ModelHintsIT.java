package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.advice.FakeModel;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running EvalX asks a language model about failures, which answers, hangs, lies or fails. */
@Tag("slow")
class ModelHintsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String KEY = "key-of-the-language-model";
  private static final String SECRET = "secret-of-the-program";

  private static FakeModel model;
  private static Product product;
  private static Client client;
  private static OpenApi described;

  @BeforeAll
  static void start() throws IOException {
    model = new FakeModel();
    product =
        Product.start(
            Map.of(
                "HINTS_LLM_KEY", KEY,
                "HINTS_LLM_MODEL", "small",
                "HINTS_LLM_TIMEOUT", "3",
                "HINTS_LLM_URL", model.base(),
                "LANGUAGES", "bash"));
    client = product.client();
    described = new OpenApi(client);
  }

  @AfterAll
  static void stop() {
    product.close();
    model.close();
  }

  @BeforeEach
  void forget() {
    model.questions.clear();
    model.keys.clear();
  }

  private static ObjectNode program(String expected) {
    var submission = Client.JSON.createObjectNode().put("language", "bash");
    submission.put("code", "echo " + SECRET);
    submission.putArray("test_cases").addObject().put("expected_output", expected);
    return submission;
  }

  private static String failed() {
    var token = client.submit(program("other"));
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Wrong Answer");
    return token;
  }

  private static HttpResponse<String> hint(String token) {
    var answer = client.get("/submissions/" + token + "/hint");
    described.describes("get", "/submissions/{token}/hint", answer);
    return answer;
  }

  private static HttpResponse<String> lastHint(String token) {
    return await("what the model says")
        .atMost(LIMIT)
        .until(() -> hint(token), answer -> answer.statusCode() != 202);
  }

  @Test
  void itsHintIsGivenAndItIsAskedOnceAndToldNothingOfTheProgram() throws IOException {
    model.does(FakeModel.answering(200, FakeModel.completion("Look at line 2.")));
    var token = failed();
    assertThat(model.questions).as("before anybody wants a hint").isEmpty();

    assertThat(hint(token).statusCode()).isEqualTo(202);
    for (int i = 0; i < 2; i++) {
      var answer = lastHint(token);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Client.json(answer.body()).get("text").asText()).isEqualTo("Look at line 2.");
    }

    assertThat(model.questions)
        .singleElement()
        .asString()
        .contains("\"small\"", "Wrong Answer")
        .doesNotContain(SECRET);
    assertThat(model.keys).containsExactly("Bearer " + KEY);
    assertThat(Files.readString(product.state().resolve("log/server.log"))).doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>Sign in</html>", "{\"choices\": []}", "[[[[", "null"})
  void aLieIsNoHint(String lie) {
    model.does(FakeModel.answering(200, lie));

    assertThat(lastHint(failed()).statusCode()).isEqualTo(502);
  }

  @Test
  void neitherIsAFailureOrTheAnswerOfAnother() throws IOException {
    model.does(FakeModel.answering(500, FakeModel.completion("Not this.")));
    assertThat(lastHint(failed()).statusCode()).isEqualTo(502);

    try (var other = new FakeModel()) {
      model.does(FakeModel.redirecting(other.url()));
      assertThat(lastHint(failed()).statusCode()).isEqualTo(502);
      assertThat(other.questions).isEmpty();
    }
  }

  @Test
  void whileItHangsVerdictsComeAsEver() {
    model.does(model.hanging());
    var token = failed();
    assertThat(hint(token).statusCode()).isEqualTo(202);
    await("the question").atMost(LIMIT).until(() -> !model.questions.isEmpty());

    var other = client.submit(program(SECRET));

    assertThat(client.result(other, LIMIT).get("status").asText()).isEqualTo("Accepted");
    assertThat(lastHint(token).statusCode()).isEqualTo(502);
  }

  @Test
  void whatDidNotFailIsNotAskedAbout() {
    var token = client.submit(program(SECRET));
    client.result(token, LIMIT);

    assertThat(hint(token).statusCode()).isEqualTo(404);
    assertThat(hint("00000000-0000-4000-8000-000000000000").statusCode()).isEqualTo(404);
    assertThat(model.questions).isEmpty();
  }
}
