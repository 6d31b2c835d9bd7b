package evalx.admin;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.node.Offer;
import evalx.node.WorkerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Languages that do not work, and what to install where. */
final class LanguageProblems {
  /** Of more workers only the first are named. */
  private static final int MAX_NAMED = 5;

  private static final String SELF_TEST = "; the worker tries it again by itself";

  private final Languages languages;
  private final List<WorkerReport> workers;
  private final Offer offer;

  LanguageProblems(Languages languages, List<WorkerReport> workers) {
    this.languages = languages;
    this.workers = workers;
    this.offer = Offer.of(workers);
  }

  /**
   * What is not installed is no fault unless an operator has asked for it: nobody installs all
   * languages.
   */
  List<Problem> find() {
    var problems = new ArrayList<Problem>();
    var absent = new ArrayList<String>();
    for (Language language : languages.all()) {
      if (offer.works(language.id())) {
        continue;
      }
      if (isFault(language)) {
        problems.add(nowhere(language));
      } else if (languages.offered().contains(language)) {
        absent.add(language.id());
      }
    }
    workers.forEach(worker -> partly(worker).ifPresent(problems::add));
    if (!absent.isEmpty()) {
      problems.add(absent(absent));
    }
    return problems;
  }

  private boolean isFault(Language language) {
    return languages.expected().contains(language)
        || !reason(language).equals(Capabilities.NOT_INSTALLED)
        || workers.stream().anyMatch(worker -> worker.lacks(language.id()));
  }

  private String reason(Language language) {
    return offer.failures().getOrDefault(language.id(), Capabilities.NOT_INSTALLED);
  }

  private Problem nowhere(Language language) {
    var places =
        workers.stream()
            .filter(worker -> worker.failures().containsKey(language.id()))
            .map(WorkerReport::id)
            .toList();
    var where = places.isEmpty() ? "a worker whose LANGUAGES has it" : named(places);
    var reason = reason(language);
    var remedy =
        reason.equals(Capabilities.NOT_INSTALLED)
            ? "install " + packages(List.of(language)) + " on " + where + SELF_TEST
            : "see ./evalx doctor --languages on %s; it needs %s"
                .formatted(where, packages(List.of(language)));
    return Problem.error(
        "no_language", language.id(), "no worker runs " + language.name() + ": " + reason, remedy);
  }

  /** What a worker lacks of that which others have. */
  private Optional<Problem> partly(WorkerReport worker) {
    var lacking =
        languages.all().stream()
            .filter(language -> worker.lacks(language.id()) && offer.works(language.id()))
            .toList();
    if (lacking.isEmpty()) {
      return Optional.empty();
    }
    var ids = lacking.stream().map(Language::id).collect(Collectors.joining(", "));
    return Optional.of(
        Problem.warning(
            "worker_lacks_language",
            worker.id(),
            "the worker does not run " + ids + ", which its LANGUAGES asks for; others do",
            "install " + packages(lacking) + " on " + worker.id() + ", or take them out there"));
  }

  private static Problem absent(List<String> ids) {
    return Problem.warning(
        "languages_absent",
        "languages",
        "no worker has the tools of " + String.join(", ", ids),
        "./evalx up --languages all installs them; with LANGUAGES a node offers only those named");
  }

  /** Of an operator's own language only the tool may be known. */
  private static String packages(List<Language> languages) {
    return languages.stream()
        .flatMap(
            language -> {
              var packages = language.setup().packages();
              return (packages.isEmpty() ? List.of(language.tool()) : packages).stream();
            })
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String named(List<String> places) {
    var first = places.stream().sorted().limit(MAX_NAMED).collect(Collectors.joining(", "));
    return places.size() > MAX_NAMED
        ? first + " and " + (places.size() - MAX_NAMED) + " more"
        : first;
  }
}
