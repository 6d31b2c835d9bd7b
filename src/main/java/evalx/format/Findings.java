package evalx.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The errors and warnings found in one request: as many as a reader can use, one for a member. */
public final class Findings {
  private static final int MAX = 20;

  private final Map<String, FieldError> errors;
  private final List<String> warnings;
  private final String path;

  /** Nothing has been found yet. */
  public Findings() {
    this(new LinkedHashMap<>(), new ArrayList<>(), "");
  }

  private Findings(Map<String, FieldError> errors, List<String> warnings, String path) {
    this.errors = errors;
    this.warnings = warnings;
    this.path = path;
  }

  /** The same findings, for the members of an object that is a member of the request. */
  public Findings within(String object) {
    return new Findings(errors, warnings, path + object + ".");
  }

  /** Goes on with what the reader of a request noticed. */
  public Findings(SubmissionRequest.Noticed noticed) {
    this();
    noticed.errors().forEach(error -> errors.put(error.field(), error));
    warnings.addAll(noticed.warnings());
  }

  /** Notes what is wrong with a member, unless an error of it is known. */
  public void error(String field, String message) {
    if (errors.size() < MAX) {
      errors.putIfAbsent(path + field, new FieldError(path + field, message));
    }
  }

  /** Notes something that the client should know. */
  public void warn(String warning) {
    if (warnings.size() < MAX) {
      warnings.add(warning);
    }
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  SubmissionRequest.Noticed noticed() {
    return new SubmissionRequest.Noticed(List.copyOf(errors.values()), warnings);
  }

  /**
   * Ends a request that has errors.
   *
   * @throws InvalidSubmission with all of them
   */
  public void refuseErrors() {
    if (!errors.isEmpty()) {
      throw new InvalidSubmission(List.copyOf(errors.values()));
    }
  }
}
