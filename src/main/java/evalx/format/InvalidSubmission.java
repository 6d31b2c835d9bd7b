package evalx.format;

import java.util.List;
import java.util.function.UnaryOperator;

/** JSON that describes no submission that can be run. */
public final class InvalidSubmission extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final String FIRST_CASE = "test_cases[0].";

  private final transient List<FieldError> errors;

  /** One or more errors, all that were found. */
  public InvalidSubmission(List<FieldError> errors) {
    super(errors.get(0).field() + " " + errors.get(0).message());
    this.errors = List.copyOf(errors);
  }

  /** The same errors as those of a request whose one test case is not in a list. */
  public InvalidSubmission ofSingleCase() {
    return renamed(
        field -> field.startsWith(FIRST_CASE) ? field.substring(FIRST_CASE.length()) : field);
  }

  /** The same errors as those of several requests for one program, see {@link OneProgram}. */
  public InvalidSubmission ofOneProgram() {
    return renamed(OneProgram::field);
  }

  private InvalidSubmission renamed(UnaryOperator<String> name) {
    return new InvalidSubmission(
        errors.stream()
            .map(error -> new FieldError(name.apply(error.field()), error.message()))
            .toList());
  }

  /** What is wrong, in the order of the request; never empty. */
  public List<FieldError> errors() {
    return errors;
  }
}
