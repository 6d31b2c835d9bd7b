package evalx.format;

import java.util.List;

/** JSON that describes no submission that can be run. */
public final class InvalidSubmission extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<FieldError> errors;

  /** One or more errors, all that were found. */
  public InvalidSubmission(List<FieldError> errors) {
    super(errors.get(0).field() + " " + errors.get(0).message());
    this.errors = List.copyOf(errors);
  }

  /** What is wrong, in the order of the request; never empty. */
  public List<FieldError> errors() {
    return errors;
  }
}
