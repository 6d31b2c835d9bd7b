package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The languages that workers offer, under Judge0's ids. */
@Singleton
class KnownLanguages {
  /** Judge0 archived these before the version whose API this is. */
  private static final int LAST_ARCHIVED = 42;

  private final Languages languages;
  private final Supplier<Offer> offers;
  private final List<Entry> entries;

  @Inject
  KnownLanguages(Languages languages, Workers workers) {
    this(languages, workers::offer);
  }

  KnownLanguages(Languages languages, Supplier<Offer> offers) {
    this.languages = languages;
    this.offers = offers;
    this.entries = read();
  }

  /**
   * A language of Judge0.
   *
   * @param ids under which its clients know it, in several versions
   * @param language its id here
   * @param name with a place for the version
   * @param file in which its source is; null where a program has files alone
   * @param script that runs its files; null where its source is a program itself
   * @param build script that makes a program of them; null for none
   * @param compiled whether Judge0 has a step of compilation for it
   */
  record Entry(
      List<Integer> ids,
      String language,
      String name,
      @Nullable String file,
      @Nullable String script,
      @Nullable Build build,
      boolean compiled) {
    /** Its name with a version, or without where that is not known. */
    String named(Optional<String> version) {
      return version
          .map(known -> name.formatted(known))
          .orElseGet(() -> name.replaceFirst(" \\([^(]*%s\\)$", ""));
    }

    Optional<String> scriptText() {
      return Optional.ofNullable(script);
    }

    /**
     * The script that makes a program.
     *
     * @param has says whether the program has a file
     */
    Optional<String> buildText(Predicate<String> has) {
      return Optional.ofNullable(build)
          .filter(own -> own.with().stream().anyMatch(has))
          .map(Build::script);
    }

    /** Whether its programs may fail to compile. */
    boolean compiles() {
      return compiled || build != null;
    }

    Optional<String> fileName() {
      return Optional.ofNullable(file);
    }
  }

  /**
   * How programs are made of several files.
   *
   * @param with files, one of which those have that are made at all
   */
  record Build(List<String> with, String script) {}

  /**
   * A language that works here.
   *
   * @param version the newest that there is
   */
  record Known(int id, Entry entry, Language language, String version) {
    String name() {
      return entry.named(Optional.of(version));
    }
  }

  private static List<Entry> read() {
    try (var in = KnownLanguages.class.getResourceAsStream("/dialects/judge0.json")) {
      return List.of(Json.MAPPER.readValue(in, Entry[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that work, by name. */
  private List<Known> all() {
    var offer = offers.get();
    var known = new ArrayList<Known>();
    for (Entry entry : entries) {
      var language = languages.find(entry.language());
      var versions = language.map(l -> offer.versionsOf(l.id())).orElse(List.of());
      if (!versions.isEmpty()) {
        var newest = versions.get(versions.size() - 1);
        entry.ids().forEach(id -> known.add(new Known(id, entry, language.get(), newest)));
      }
    }
    known.sort(Comparator.comparing(Known::name).thenComparing(Known::id));
    return known;
  }

  Optional<Known> find(long id) {
    return all().stream().filter(known -> known.id() == id).findFirst();
  }

  /**
   * The entry of a language; empty where Judge0 has none.
   *
   * @param language its id here
   */
  Optional<Entry> entry(String language) {
    return of(language).filter(entry -> entry.scriptText().isEmpty()).findFirst();
  }

  /**
   * Whether programs of a language may fail to compile. Those of entries that say otherwise have no
   * step that could fail, so that the language alone decides.
   *
   * @param language its id here
   */
  boolean compiles(String language) {
    return of(language).anyMatch(Entry::compiles);
  }

  private Stream<Entry> of(String language) {
    return entries.stream()
        .filter(
            entry ->
                languages.find(entry.language()).map(Language::id).equals(Optional.of(language)));
  }

  /**
   * What a client is told of the language of a submission: the first of its ids and its name, or
   * null and its name here where Judge0 has none.
   *
   * @param language its id here
   * @param version in which it ran; the newest that there is where that is not known
   */
  ObjectNode named(String language, Optional<String> version) {
    var json = Json.MAPPER.createObjectNode();
    var entry = entry(language);
    if (entry.isEmpty()) {
      return json.putNull("id").put("name", language);
    }
    var versions = offers.get().versionsOf(language);
    var newest =
        versions.isEmpty()
            ? Optional.<String>empty()
            : Optional.of(versions.get(versions.size() - 1));
    return json.put("id", entry.get().ids().get(0))
        .put("name", entry.get().named(version.or(() -> newest)));
  }

  static boolean isArchived(long id) {
    return id >= 1 && id <= LAST_ARCHIVED;
  }

  ArrayNode list(boolean withArchived) {
    var list = Json.MAPPER.createArrayNode();
    for (Known known : all()) {
      var item = list.addObject().put("id", known.id()).put("name", known.name());
      if (withArchived) {
        item.put("is_archived", false);
      }
    }
    return list;
  }

  static ObjectNode details(Known known) {
    var commands = known.language().commands();
    var compile = commands.compile().isEmpty() ? commands.check() : commands.compile();
    return Json.MAPPER
        .createObjectNode()
        .put("id", known.id())
        .put("name", known.name())
        .put("is_archived", false)
        .put("source_file", known.entry().file())
        .put("compile_cmd", known.entry().compiled() ? String.join(" ", compile) : null)
        .put("run_cmd", String.join(" ", commands.run()));
  }
}
