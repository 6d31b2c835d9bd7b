package evalx.hint;

import evalx.submission.Hint;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What usually lies behind a failure.
 *
 * @param languages ids; empty: all
 * @param general whether it is left out where a rule applies that is not
 * @param text in which {1} stands for what the first star of a pattern does
 */
record Rule(String id, Set<String> languages, Condition when, boolean general, String text) {
  boolean isFor(String language) {
    return languages.isEmpty() || languages.contains(language);
  }

  Optional<Hint> hint(Symptoms symptoms) {
    return when.match(symptoms).map(this::filled);
  }

  private Hint filled(List<String> found) {
    var filled = text;
    for (int i = found.size(); i > 0; i--) {
      filled = filled.replace("{" + i + "}", found.get(i - 1));
    }
    return new Hint(id, filled);
  }
}
