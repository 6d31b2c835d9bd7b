package evalx.dialect.jobe;

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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The languages that workers offer: those of Jobe under its names, the others under their own. */
@Singleton
class KnownLanguages {
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

  /** What in Jobe ends a program of a language before it is run. */
  enum Fails {
    /** That its compiler prints anything. */
    OUTPUT,
    /** That it does not compile. */
    COMPILATION,
    /** Nothing: what is wrong with it is seen when it is run. */
    RUN
  }

  /**
   * A language of Jobe.
   *
   * @param language its id here
   * @param file in which its source is where the request does not say
   * @param base options that all its programs are compiled with
   * @param options those that programs are compiled with where the request names none
   * @param memory MB where the request does not say; 0: what is usual here
   * @param prefix of a source
   */
  record Entry(
      String name,
      String language,
      String file,
      List<String> base,
      List<String> options,
      double memory,
      Fails fails,
      String prefix) {
    private static final double USUAL_MEMORY = 400;

    /** A language that Jobe does not have. */
    static Entry of(Language language) {
      return new Entry(
          language.id(),
          language.id(),
          language.file(),
          List.of(),
          List.of(),
          USUAL_MEMORY,
          Fails.COMPILATION,
          "");
    }
  }

  /** A language that works here. */
  record Known(Entry entry, Language language) {}

  private static List<Entry> read() {
    try (var in = KnownLanguages.class.getResourceAsStream("/dialects/jobe.json")) {
      return List.of(Json.MAPPER.readValue(in, Entry[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Entry entry(Language language) {
    return entries.stream()
        .filter(entry -> entry.language().equals(language.id()))
        .findFirst()
        .orElseGet(() -> Entry.of(language));
  }

  /** Each with its newest version, by name. */
  ArrayNode list() {
    var offer = offers.get();
    var list = Json.MAPPER.createArrayNode();
    languages.all().stream()
        .filter(language -> offer.works(language.id()))
        .forEach(
            language -> {
              var versions = offer.versionsOf(language.id());
              list.addArray().add(entry(language).name()).add(versions.get(versions.size() - 1));
            });
    return list;
  }

  /** The language of a name, whatever the case of its letters. */
  Optional<Known> find(String name) {
    var offer = offers.get();
    var asked = name.toLowerCase(Locale.ROOT);
    return languages.all().stream()
        .filter(language -> offer.works(language.id()))
        .map(language -> new Known(entry(language), language))
        .filter(known -> known.entry().name().equals(asked))
        .findFirst();
  }
}
