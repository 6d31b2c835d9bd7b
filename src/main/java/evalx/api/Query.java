package evalx.api;

import evalx.format.FieldError;
import evalx.format.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The parameters of a request's URI. Every one that is wrong is noted; the names that it was asked
 * for are the known ones, and any other is wrong too: a misspelt filter must not stand for none.
 */
final class Query {
  private static final int MAX_ERRORS = 20;
  private static final String WAIT = "wait";
  private static final int MAX_WAIT_SECONDS = 60;

  private final MultivaluedMap<String, String> parameters;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  Query(MultivaluedMap<String, String> parameters) {
    this.parameters = parameters;
  }

  /** A parameter as it is; empty where it is absent. */
  Optional<String> text(String name) {
    known.add(name);
    var values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      error(name, "must be given once");
    }
    return values.stream().findFirst();
  }

  /** The value that a parameter stands for; what does not is an error that says what it must be. */
  <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String must) {
    var text = text(name);
    var value = text.flatMap(parse);
    if (text.isPresent() && value.isEmpty()) {
      error(name, must);
    }
    return value;
  }

  /** A whole number within a range. */
  int number(String name, int min, int max, int absent) {
    var must = "must be a whole number from " + min + " to " + max;
    return parsed(name, text -> number(text, min, max), must).orElse(absent);
  }

  private static Optional<Integer> number(String text, int min, int max) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,9}"))
        .map(Integer::valueOf)
        .filter(value -> value >= min && value <= max);
  }

  /** How long to wait for a result, in seconds. */
  int waitSeconds(int absent) {
    known.add(WAIT);
    var must = "must be a whole number of seconds from 0 to " + MAX_WAIT_SECONDS;
    return parsed(WAIT, text -> number(text, 0, MAX_WAIT_SECONDS), must).orElse(absent);
  }

  void error(String name, String message) {
    errors.add(new FieldError(name, message));
  }

  /**
   * Ends a request with wrong parameters, after it has asked for all that it knows.
   *
   * @throws Refusal 422 that names them
   */
  void refuseErrors() {
    var takes = known.isEmpty() ? "it takes none" : "it takes " + String.join(", ", known);
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        error(name, "is not a parameter of this request: " + takes);
      }
    }
    if (!errors.isEmpty()) {
      throw new Refusal(
          new Problem(
              422,
              "Invalid parameter",
              "The parameters of this request's URI cannot be used as they are.",
              errors.subList(0, Math.min(MAX_ERRORS, errors.size()))));
    }
  }
}
