package evalx.dialect.piston;

/** A request that Piston would refuse with 400 and this message. */
final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadRequest(String message) {
    super(message);
  }
}
