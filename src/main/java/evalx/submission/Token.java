package evalx.submission;

import java.util.Optional;
import java.util.UUID;

/** Names a submission from its acceptance to the end of its result; made of a UUID. */
public record Token(UUID value) {
  private static final int UUID_LENGTH = 36;

  /** A new token that nobody can guess. */
  public static Token random() {
    return new Token(UUID.randomUUID());
  }

  /** The token a text names; empty when it is no UUID in the usual form of 36 characters. */
  public static Optional<Token> parse(String text) {
    if (text == null || text.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      var uuid = UUID.fromString(text);
      return uuid.toString().equalsIgnoreCase(text)
          ? Optional.of(new Token(uuid))
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
