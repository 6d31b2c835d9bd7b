package evalx.format;

/**
 * What is wrong with a member of a request.
 *
 * @param field its path, such as {@code test_cases[3].stdin}; empty for the request as a whole
 * @param message a sentence that says what is allowed
 */
public record FieldError(String field, String message) {}
