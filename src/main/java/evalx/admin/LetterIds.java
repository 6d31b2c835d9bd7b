package evalx.admin;

import java.util.Optional;
import java.util.regex.Pattern;

/** What may be the id of a letter. */
final class LetterIds {
  private static final Pattern IDS = Pattern.compile("[!-~]{1,200}");

  private LetterIds() {}

  /** The id; empty where a letter cannot have it. */
  static Optional<String> checked(String id) {
    return Optional.of(id).filter(text -> IDS.matcher(text).matches());
  }
}
