package evalx.dialect.sandboxfusion;

import evalx.dialect.Answer;
import evalx.format.Json;

/** A body that FastAPI would refuse with 422. */
final class Invalid extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String member;

  Invalid(String member, String message) {
    super(message);
    this.member = member;
  }

  Answer answer() {
    var answer = Json.MAPPER.createObjectNode();
    var detail = answer.putArray("detail").addObject();
    detail.put("type", "value_error").putArray("loc").add("body").add(member);
    detail.put("msg", getMessage());
    return Answer.json(422, answer);
  }
}
