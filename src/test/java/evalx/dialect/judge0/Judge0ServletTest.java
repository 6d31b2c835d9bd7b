package evalx.dialect.judge0;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.api.Door;
import evalx.api.Doors;
import evalx.broker.QueueFull;
import evalx.dialect.Asked;
import evalx.dialect.Reply;
import evalx.format.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Judge0ServletTest {
  @SuppressWarnings("NullAway")
  private static final Judge0Servlet NOTHING =
      new Judge0Servlet(Doors.of(Map.of()), null, null, null, null);

  @Test
  void aFullQueueIsToldInJudge0sWords() {
    var full = NOTHING.refuse(Door.problem(new QueueFull("full", new IllegalStateException())));

    assertThat(full.status()).isEqualTo(503);
    assertThat(Json.parse(full.body()).get("error").asText()).isEqualTo("queue is full");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/submissions",
    "PATCH,/submissions/",
    "DELETE,/submissions",
    "GET,/submissionsX",
    "PUT,/submissions/batch"
  })
  void whatIsNoPathOfJudge0IsNotFound(String method, String path) {
    var reply = NOTHING.handle(new Asked(method, path, Map.of()).call());

    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Now.class, now -> assertThat(now.answer().status()).isEqualTo(404));
  }
}
