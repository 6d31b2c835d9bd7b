package evalx.format;

/** JSON that is not what a request needs. */
public final class InvalidRequest extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient FieldError error;

  /**
   * @param field the path of the member that is wrong
   * @param message a sentence that says what is allowed
   */
  public InvalidRequest(String field, String message) {
    super((field + " " + message).strip());
    this.error = new FieldError(field, message);
  }

  /** What is wrong. */
  public FieldError error() {
    return error;
  }
}
