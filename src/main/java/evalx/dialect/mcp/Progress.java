package evalx.dialect.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Answer;
import evalx.dialect.EventMessages;
import evalx.format.Json;
import evalx.result.Lookup;

/** Tells a client how many of its programs' runs have ended, in notifications of the protocol. */
final class Progress {
  /** How often a client is told that nothing has changed. */
  private static final int QUIET_LOOKS = 15;

  private final JsonNode token;
  private final EventMessages messages;
  private int told = -1;
  private int quiet;

  /**
   * Tells a client.
   *
   * @param token by which it knows what the notifications are about
   */
  Progress(JsonNode token, EventMessages messages) {
    this.token = token;
    this.messages = messages;
  }

  /** Tells it what it has not been told: progress must grow with each notification. */
  synchronized void tell(Lookup.InProgress progress) {
    quiet++;
    if (progress.done() > told) {
      told = progress.done();
      quiet = 0;
      messages.send(notification(progress));
    } else if (quiet % QUIET_LOOKS == 0) {
      messages.showAlive();
    }
  }

  private byte[] notification(Lookup.InProgress progress) {
    var json = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0");
    var params = json.put("method", "notifications/progress").putObject("params");
    params.set("progressToken", token);
    params.put("progress", progress.done()).put("total", progress.total());
    params.put("message", progress.status());
    return Answer.json(200, json).body();
  }
}
