package evalx.dialect.sandboxfusion;

import evalx.format.Json;
import evalx.language.Language;
import evalx.language.Languages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What SandboxFusion calls a language.
 *
 * @param language its id here
 * @param compiled whether a run has a result of compilation
 * @param options of its compiler
 * @param fences other names that models write on blocks of code in it
 */
record KnownLanguage(
    String name, String language, boolean compiled, List<String> options, List<String> fences) {
  private static final List<KnownLanguage> ALL = read();

  private static List<KnownLanguage> read() {
    try (var in = KnownLanguage.class.getResourceAsStream("/dialects/sandboxfusion.json")) {
      return List.of(Json.MAPPER.readValue(in, KnownLanguage[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<KnownLanguage> find(String name) {
    return ALL.stream().filter(known -> known.name().equals(name)).findFirst();
  }

  /**
   * The language by this name.
   *
   * @throws Invalid when SandboxFusion has none, or this server does not
   */
  static KnownLanguage require(String name, Languages languages) {
    return find(name)
        .filter(known -> languages.find(known.language()).isPresent())
        .orElseThrow(() -> new Invalid("language", "Input should be " + names(languages)));
  }

  /** As FastAPI lists what may be given. */
  private static String names(Languages languages) {
    return ALL.stream()
        .filter(known -> languages.find(known.language()).isPresent())
        .map(known -> "'" + known.name() + "'")
        .collect(Collectors.joining(", "));
  }

  Language in(Languages languages) {
    return languages.find(language).orElseThrow();
  }

  /** Whether a block of code that says this of itself is in this language. */
  boolean isFence(String info) {
    var said = info.toLowerCase(Locale.ROOT);
    return said.equals(name.toLowerCase(Locale.ROOT)) || fences.contains(said);
  }
}
