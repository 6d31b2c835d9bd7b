package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.submission.SubmissionId;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private static JsonNode line(LogRecord event) throws JsonProcessingException {
    var line = new JsonLines("host-1", token -> Optional.of("trace of " + token)).format(event);
    assertThat(line).endsWith("\n").containsOnlyOnce("\n");
    return new ObjectMapper().readTree(line);
  }

  @Test
  void namesTheTokenThatTheMessageIsAbout() throws JsonProcessingException {
    var id = SubmissionId.random();
    var event = new LogRecord(Level.WARNING, "{0} goes back to its queue\nat once: {1}");
    event.setLoggerName("evalx.queue.Requeue");
    event.setParameters(new Object[] {id, "\"why\""});

    var line = line(event);
    assertThat(line.get("token").asText()).isEqualTo(id.toString());
    assertThat(line.get("trace").asText()).isEqualTo("trace of " + id);
    assertThat(line.get("message").asText())
        .isEqualTo(id + " goes back to its queue\nat once: \"why\"");
    assertThat(line.get("level").asText()).isEqualTo("WARNING");
    assertThat(line.get("logger").asText()).isEqualTo("evalx.queue.Requeue");
    assertThat(line.get("worker").asText()).isEqualTo("host-1");
    assertThat(line.get("time").asText()).matches("[-0-9]+T[:.0-9]+Z");
  }

  @Test
  void keepsTheTraceOfAFailureInItsLine() throws JsonProcessingException {
    var event = new LogRecord(Level.SEVERE, null);
    event.setThrown(new IllegalStateException("broke"));

    var line = line(event);
    assertThat(line.get("exception").asText()).contains("broke", "\n\tat ");
    assertThat(line.has("token") || line.has("trace")).isFalse();
  }
}
