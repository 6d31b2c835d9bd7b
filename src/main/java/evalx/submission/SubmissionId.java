package evalx.submission;

import java.util.Optional;
import java.util.UUID;

/**
 * Identifies a submission from its acceptance to the end of its result; clients call it a token.
 */
public record SubmissionId(UUID value) {
  private static final int UUID_LENGTH = 36;

  /** A new id that cannot be guessed. */
  public static SubmissionId random() {
    return new SubmissionId(UUID.randomUUID());
  }

  /** The id that a text names; empty unless it is a UUID in the usual form of 36 characters. */
  public static Optional<SubmissionId> parse(String text) {
    if (text == null || text.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      var uuid = UUID.fromString(text);
      return uuid.toString().equalsIgnoreCase(text)
          ? Optional.of(new SubmissionId(uuid))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
