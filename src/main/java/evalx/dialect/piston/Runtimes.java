package evalx.dialect.piston;

import com.fasterxml.jackson.databind.node.ArrayNode;
import evalx.format.Json;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.node.Workers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Piston calls the languages that workers offer. */
@Singleton
class Runtimes {
  private final Languages languages;
  private final Supplier<Offer> offers;
  private final List<Entry> entries;

  @Inject
  Runtimes(Languages languages, Workers workers) {
    this(languages, workers::offer);
  }

  Runtimes(Languages languages, Supplier<Offer> offers) {
    this.languages = languages;
    this.offers = offers;
    this.entries = entries(languages);
  }

  /**
   * What Piston calls a language.
   *
   * @param language its id here
   * @param runtime what runs it; null where that is the language itself
   * @param compiled whether its answers have a stage of compilation
   * @param options by an alias, the compiler option that it stands for
   */
  record Entry(
      String language,
      String name,
      List<String> aliases,
      @Nullable String runtime,
      boolean compiled,
      @Nullable Map<String, String> options) {
    private static Entry of(Language language) {
      var compiled = !language.commands().compile().isEmpty();
      return new Entry(language.id(), language.id(), language.aliases(), null, compiled, null);
    }

    Optional<String> option(String alias) {
      return options == null ? Optional.empty() : Optional.ofNullable(options.get(alias));
    }

    boolean isCalled(String text) {
      return name.equals(text) || aliases.contains(text) || option(text).isPresent();
    }

    private List<String> allAliases() {
      var extra = options == null ? Stream.<String>empty() : options.keySet().stream().sorted();
      return Stream.concat(aliases.stream(), extra).toList();
    }
  }

  /**
   * A runtime.
   *
   * @param version the exact one
   */
  record Offered(Entry entry, Language language, String version) {}

  private static List<Entry> read() {
    try (var in = Runtimes.class.getResourceAsStream("/dialects/piston.json")) {
      return List.of(Json.MAPPER.readValue(in, Entry[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Piston's languages, and after them those that it does not have, under their names here. */
  private static List<Entry> entries(Languages languages) {
    var entries = new ArrayList<>(read());
    var known =
        entries.stream()
            .flatMap(entry -> languages.find(entry.language()).stream())
            .map(Language::id)
            .collect(Collectors.toSet());
    languages.all().stream()
        .filter(language -> !known.contains(language.id()))
        .map(Entry::of)
        .forEach(entries::add);
    return List.copyOf(entries);
  }

  /** All that work, each in every version that workers have. */
  List<Offered> all() {
    var offer = offers.get();
    var runtimes = new ArrayList<Offered>();
    for (Entry entry : entries) {
      var language = languages.find(entry.language());
      if (language.isPresent()) {
        offer.versionsOf(language.get().id()).stream()
            .map(version -> new Offered(entry, language.get(), version))
            .forEach(runtimes::add);
      }
    }
    return runtimes;
  }

  /**
   * The newest runtime of a name in a range of versions. A single version that is not there stands
   * for the newest with the same first number: who asks for Python 3.10.0 gets the Python 3 that is
   * there.
   */
  Optional<Offered> find(String name, VersionRange range) {
    var called = all().stream().filter(runtime -> runtime.entry().isCalled(name)).toList();
    return newest(called, range)
        .or(() -> range.sameMajor().flatMap(versions -> newest(called, versions)));
  }

  private static Optional<Offered> newest(List<Offered> oldestFirst, VersionRange range) {
    return oldestFirst.stream()
        .filter(runtime -> range.has(runtime.version()))
        .reduce((first, last) -> last);
  }

  /** The answer to GET /runtimes. */
  ArrayNode list() {
    var list = Json.MAPPER.createArrayNode();
    for (Offered runtime : all()) {
      var item = list.addObject();
      item.put("language", runtime.entry().name());
      item.put("version", runtime.version());
      runtime.entry().allAliases().forEach(item.putArray("aliases")::add);
      if (runtime.entry().runtime() != null) {
        item.put("runtime", runtime.entry().runtime());
      }
    }
    return list;
  }

  /** The answer to GET /packages. */
  ArrayNode packages() {
    var list = Json.MAPPER.createArrayNode();
    for (Offered runtime : all()) {
      list.addObject()
          .put("language", runtime.entry().name())
          .put("language_version", runtime.version())
          .put("installed", true);
    }
    return list;
  }
}
