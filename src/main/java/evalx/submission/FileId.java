package evalx.submission;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a file of the file store by its content.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record FileId(String sha256) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public FileId {
    if (!FORM.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
  }

  /** The file that a text names; empty where it is no SHA-256 in lower case. */
  public static Optional<FileId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new FileId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return sha256;
  }
}
