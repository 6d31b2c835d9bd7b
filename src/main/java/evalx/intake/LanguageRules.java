package evalx.intake;

import evalx.format.Findings;
import evalx.language.Language;
import evalx.language.Languages;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;

/** In which languages a program may be. */
final class LanguageRules {
  private final Languages languages;
  private final Findings findings;

  LanguageRules(Languages languages, Findings findings) {
    this.languages = languages;
    this.findings = findings;
  }

  /**
   * The language; without one, an error is noted and the least demanding language is used instead.
   */
  Language language(Optional<String> name) {
    if (name.isEmpty()) {
      findings.error("language", "is required");
    }
    var language = name.flatMap(languages::find);
    if (language.isEmpty()) {
      var ids = languages.all().stream().map(Language::id).toList();
      findings.error("language", "must be one of " + String.join(", ", ids));
    }
    return language.orElseGet(
        () -> Collections.min(languages.all(), Comparator.comparingLong(Language::smallestMemory)));
  }
}
