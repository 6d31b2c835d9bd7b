package evalx.language;

import jakarta.enterprise.inject.Vetoed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The languages: those of {@code languages.json} and those of a folder of the operator's own, in
 * which each file is one entry or a list of them.
 */
@Vetoed
public final class Languages {
  /** In place of a list of languages. */
  private static final String ALL = "all";

  private static final String CORE = "core";
  private static final String BUILT_IN = "languages.json";

  private final Map<String, Language> byId = new LinkedHashMap<>();
  private final Map<String, Language> byName = new HashMap<>();
  private final Map<String, List<Language>> editions = new HashMap<>();
  private final List<Language> offered;
  private final List<Language> expected;

  /**
   * Reads the table of this build.
   *
   * @throws IllegalArgumentException with the entry and the member that is wrong
   */
  public Languages() {
    this(List.of(EntryFile.builtIn(BUILT_IN)), Set.of(ALL));
  }

  /**
   * Reads the table of this build and those of a folder.
   *
   * @param offered ids of languages that this node offers where they work, or "core" or "all"
   * @throws IllegalArgumentException with the file, the entry and the member that is wrong
   */
  public static Languages of(Path folder, Set<String> offered) {
    var tables = new ArrayList<>(List.of(EntryFile.builtIn(BUILT_IN)));
    tables.addAll(EntryFile.inFolder(folder));
    return new Languages(tables, offered);
  }

  Languages(List<EntryFile> tables, Set<String> offered) {
    for (var table : tables) {
      for (var entry : table.entries()) {
        add(entry.place(), table.editions(entry));
      }
    }
    this.offered = chosen(offered);
    this.expected =
        this.offered.stream()
            .filter(language -> language.setup().core() || isNamed(offered, language))
            .toList();
  }

  private void add(String place, List<Language> all) {
    var language = all.get(0);
    addName(place, language.id(), language);
    byId.put(language.id(), language);
    language.aliases().forEach(alias -> addName(place, alias, language));
    editions.put(language.id(), List.copyOf(all));
  }

  private void addName(String place, String name, Language language) {
    var other = byName.put(name, language);
    if (other != null) {
      throw new IllegalArgumentException(
          place + ": " + name + " is already a name of " + other.id());
    }
  }

  /** The core comes first: a node is ready when it is proved. */
  private List<Language> chosen(Set<String> names) {
    for (String name : names) {
      if (!name.equals(ALL) && !name.equals(CORE) && find(name).isEmpty()) {
        throw new IllegalArgumentException(
            "LANGUAGES must be all, core, or ids of languages, and has " + name);
      }
    }
    var chosen = new ArrayList<>(all());
    chosen.removeIf(language -> !isChosen(names, language));
    chosen.sort((a, b) -> Boolean.compare(b.setup().core(), a.setup().core()));
    return List.copyOf(chosen);
  }

  private boolean isChosen(Set<String> names, Language language) {
    return names.contains(ALL)
        || (names.contains(CORE) && language.setup().core())
        || isNamed(names, language);
  }

  private boolean isNamed(Set<String> names, Language language) {
    return names.stream().flatMap(name -> find(name).stream()).anyMatch(language::equals);
  }

  /** All languages in the order of the tables. */
  public Collection<Language> all() {
    return byId.values();
  }

  /** Those that this node offers where they work, the core first. */
  public List<Language> offered() {
    return offered;
  }

  /**
   * Those of the offered that the operator has asked for: the core, and what is named. Nobody
   * installs all that "all" stands for.
   */
  public List<Language> expected() {
    return expected;
  }

  /** The ways in which versions of a language are called, the preferred one first. */
  public List<Language> editions(Language language) {
    return editions.getOrDefault(language.id(), List.of(language));
  }

  /** The language with this id or alias. */
  public Optional<Language> find(String idOrAlias) {
    return Optional.ofNullable(byName.get(idOrAlias));
  }
}
