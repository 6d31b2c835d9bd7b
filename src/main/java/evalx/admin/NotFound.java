package evalx.admin;

/** An operator names something that is not there. */
public final class NotFound extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message a sentence for the operator
   */
  NotFound(String message) {
    super(message);
  }
}
