package evalx.dialect.sandboxfusion;

import evalx.dialect.Answer;
import evalx.format.Json;
import evalx.format.NotJson;
import java.util.List;

/** A body that FastAPI would refuse with 422. */
final class Invalid extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String type;
  private final List<String> place;

  Invalid(String member, String message) {
    this("value_error", List.of(member), message);
  }

  private Invalid(String type, List<String> place, String message) {
    super(message);
    this.type = type;
    this.place = place;
  }

  /** A body that is no JSON. */
  static Invalid of(NotJson e) {
    return new Invalid("json_invalid", List.of(), "JSON decode error: " + e.getMessage());
  }

  Answer answer() {
    var answer = Json.MAPPER.createObjectNode();
    var detail = answer.putArray("detail").addObject();
    var loc = detail.put("type", type).putArray("loc").add("body");
    place.forEach(loc::add);
    detail.put("msg", getMessage());
    return Answer.json(422, answer);
  }
}
