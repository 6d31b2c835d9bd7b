package evalx.language;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The table of languages, read from {@code languages.json}. */
@Singleton
public class Languages {
  private static final String TABLE = "languages.json";

  private final Map<String, Language> byId = new LinkedHashMap<>();
  private final Map<String, Language> byName = new HashMap<>();

  /**
   * Reads the table of this build.
   *
   * @throws IllegalArgumentException with the entry and the member that is wrong
   */
  public Languages() {
    this(parse(resource(TABLE)));
  }

  Languages(JsonNode table) {
    int number = 0;
    for (JsonNode entry : table) {
      number++;
      add(ReadLanguage.of("entry " + number, entry, Languages::resource));
    }
  }

  private void add(Language language) {
    byId.put(language.id(), language);
    addName(language.id(), language);
    language.aliases().forEach(alias -> addName(alias, language));
  }

  private void addName(String name, Language language) {
    var other = byName.put(name, language);
    if (other != null) {
      throw new IllegalArgumentException(
          TABLE + ": " + language.id() + ": " + name + " is already a name of " + other.id());
    }
  }

  /** The parser's own exception names neither the file nor, in its first line, the place. */
  static JsonNode parse(String table) {
    try {
      return new ObjectMapper().readTree(table);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s is not JSON: line %d: %s"
              .formatted(TABLE, e.getLocation().getLineNr(), e.getOriginalMessage()));
    }
  }

  private static String resource(String name) {
    try (var in = Languages.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException(TABLE + ": there is no file " + name + " beside it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /** All languages in the order of the table. */
  public Collection<Language> all() {
    return byId.values();
  }

  /** The language with this id or alias. */
  public Optional<Language> find(String idOrAlias) {
    return Optional.ofNullable(byName.get(idOrAlias));
  }
}
