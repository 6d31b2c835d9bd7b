package evalx.dialect.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import evalx.dialect.EventMessages;
import evalx.format.Json;
import evalx.result.Lookup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final List<JsonNode> told = new ArrayList<>();
  private int alive;

  private final EventMessages messages =
      new EventMessages() {
        @Override
        public synchronized void send(byte[] json) {
          told.add(Json.parse(json));
        }

        @Override
        public synchronized void showAlive() {
          alive++;
        }
      };

  private final Progress progress = new Progress(IntNode.valueOf(7), messages);

  private void tell(String status, int done) {
    progress.tell(new Lookup.InProgress(status, done, 3));
  }

  @Test
  void onlyWhatHasGrownIsTold() {
    tell("In Queue", 0);
    tell("Processing", 0);
    tell("Processing", 2);
    tell("Processing", 2);

    assertThat(told).extracting(each -> each.at("/params/progress").asInt()).containsExactly(0, 2);
    assertThat(told.get(1))
        .hasToString(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{"
                + "\"progressToken\":7,\"progress\":2,\"total\":3,\"message\":\"Processing\"}}");
  }

  @Test
  void aClientThatWaitsLongSeesThatItIsStillServed() {
    for (int second = 0; second < 46; second++) {
      tell("In Queue", 0);
    }
    assertThat(told).hasSize(1);
    assertThat(alive).isEqualTo(3);
  }
}
