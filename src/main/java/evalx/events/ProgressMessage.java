package evalx.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.submission.SubmissionId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How progress travels between nodes: the submission's id, by which a node decides whether to read
 * on, then JSON.
 */
public final class ProgressMessage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = System.getLogger(ProgressMessage.class.getName());
  private static final int ID_LENGTH = 36;

  private ProgressMessage() {}

  /** The message that says how far a submission is. */
  public static String of(SubmissionId id, Notice.Progressed progress) {
    var json = new StringBuilder().append(id).append("{\"done\":").append(progress.done());
    json.append(",\"cases\":[");
    var separator = "";
    for (Notice.Case each : progress.cases()) {
      json.append(separator).append("{\"index\":").append(each.index());
      json.append(",\"result\":").append(each.json()).append('}');
      separator = ",";
    }
    return json.append("]}").toString();
  }

  /** Whose progress a message tells; empty for what is not such a message. */
  static Optional<SubmissionId> idOf(String message) {
    return message.length() < ID_LENGTH
        ? Optional.empty()
        : SubmissionId.parse(message.substring(0, ID_LENGTH));
  }

  /** What a message tells; empty where another version wrote it in a way of its own. */
  static Optional<Notice.Progressed> read(String message) {
    try {
      var json = JSON.readTree(message.substring(ID_LENGTH));
      List<Notice.Case> cases = new ArrayList<>();
      for (JsonNode each : json.path("cases")) {
        cases.add(new Notice.Case(each.path("index").asInt(), each.path("result").toString()));
      }
      return Optional.of(new Notice.Progressed(json.path("done").asInt(), cases));
    } catch (JsonProcessingException e) {
      LOG.log(Level.DEBUG, "ignoring an unreadable progress message", e);
      return Optional.empty();
    }
  }
}
