package evalx.format;

import java.util.ArrayList;
import java.util.List;

/** The errors and warnings found in one request, no more than a reader can use. */
final class Findings {
  private static final int MOST = 20;

  private final UnknownMembers unknownMembers;
  private final List<FieldError> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Findings(UnknownMembers unknownMembers) {
    this.unknownMembers = unknownMembers;
  }

  void error(String field, String message) {
    if (errors.size() < MOST) {
      errors.add(new FieldError(field, message));
    }
  }

  void unknown(String field) {
    if (unknownMembers == UnknownMembers.REFUSE) {
      error(field, "is not known here");
    } else if (warnings.size() < MOST) {
      warnings.add("unknown member ignored: " + field);
    }
  }

  List<String> warnings() {
    return warnings;
  }

  void refuseErrors() {
    if (!errors.isEmpty()) {
      throw new InvalidSubmission(errors);
    }
  }
}
