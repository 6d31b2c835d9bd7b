package evalx.dialect.jobe;

import evalx.dialect.Answer;
import evalx.format.Json;

/** A request that Jobe would refuse, with its answer: a sentence as a JSON text. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  Refused(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  Answer answer() {
    return Answer.json(status, Json.MAPPER.getNodeFactory().textNode(getMessage()));
  }
}
