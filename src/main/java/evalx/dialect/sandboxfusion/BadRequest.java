package evalx.dialect.sandboxfusion;

import evalx.dialect.Answer;

/** A request that could be read, and cannot be served: 400 with a detail. */
final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadRequest(String detail) {
    super(detail);
  }

  Answer answer() {
    return Answer.json(400, "detail", String.valueOf(getMessage()));
  }
}
