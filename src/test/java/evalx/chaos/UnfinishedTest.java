package evalx.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnfinishedTest {
  private static final String[] NAMES = {"evalx_boxes_in_use", "evalx_jobs_in_work"};

  private static JsonNode queue(String name, int depth) throws JsonProcessingException {
    return Task.JSON.readTree(
        """
        {"queues": [{"name": "evalx.jobs.c", "depth": 0}, {"name": "%s", "depth": %d}]}"""
            .formatted(name, depth));
  }

  @Test
  void figuresThatAreNoughtAreFinished() {
    var metrics =
        "# HELP evalx_boxes_in_use x\nevalx_boxes_in_use 0.0\nevalx_jobs_in_work{a=\"b\"} 0\n";
    assertThat(Unfinished.figures(metrics, NAMES)).isEmpty();
  }

  @Test
  void aBoxInUseIsFoundAndSoIsAFigureThatIsNotThere() {
    assertThat(Unfinished.figures("evalx_boxes_in_use 2.0\nevalx_boxes_limit 4.0\n", NAMES))
        .containsExactly(
            "evalx_boxes_in_use of a node: 2.0", "evalx_jobs_in_work of a node: unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evalx.jobs.bash", "evalx.webhooks", "evalx.dead.end"})
  void messagesThatAreLeftAreFound(String name) throws JsonProcessingException {
    assertThat(Unfinished.messages(queue(name, 3))).containsExactly("messages in " + name + ": 3");
    assertThat(Unfinished.messages(queue(name, 0))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evalx.dlq", "evalx.rejected"})
  void whatOperatorsKeepIsNoLeak(String name) throws JsonProcessingException {
    assertThat(Unfinished.messages(queue(name, 3))).isEmpty();
  }

  @Test
  void anAnswerWithoutQueuesIsNoProof() throws JsonProcessingException {
    assertThat(Unfinished.messages(Task.JSON.readTree("{\"status\": 503}"))).hasSize(1);
  }
}
