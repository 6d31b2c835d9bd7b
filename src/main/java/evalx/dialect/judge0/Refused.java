package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Answer;
import evalx.format.Json;

/** A request that Judge0 would refuse, with its answer. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient JsonNode body;

  Refused(int status, JsonNode body) {
    super(body.toString());
    this.status = status;
    this.body = body;
  }

  /** With a sentence. */
  Refused(int status, String error) {
    this(status, Json.MAPPER.createObjectNode().put("error", error));
  }

  /** Nothing has this path. */
  static Refused notFound() {
    return new Refused(
        404, Json.MAPPER.createObjectNode().put("status", 404).put("error", "Not Found"));
  }

  JsonNode body() {
    return body;
  }

  Answer answer() {
    return Answer.json(status, body);
  }
}
