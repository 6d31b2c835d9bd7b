package evalx.admin;

/** What an operator wants cannot be done with it as it is now. */
public final class NotPossible extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message a sentence for the operator
   */
  NotPossible(String message) {
    super(message);
  }
}
