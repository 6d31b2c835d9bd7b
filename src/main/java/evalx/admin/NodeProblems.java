package evalx.admin;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.node.Offer;
import evalx.node.Workers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with workers and languages. */
@Singleton
class NodeProblems {
  private final Nodes nodes;
  private final Workers workers;
  private final Languages languages;

  @Inject
  NodeProblems(Nodes nodes, Workers workers, Languages languages) {
    this.nodes = nodes;
    this.workers = workers;
    this.languages = languages;
  }

  /**
   * Finds it.
   *
   * @throws evalx.redis.RedisAway during an outage
   */
  List<Problem> find() {
    var problems = new ArrayList<Problem>();
    var offer = workers.offer();
    if (offer.workers() == 0) {
      problems.add(
          Problem.error(
              "no_worker",
              "workers",
              "no worker is alive, so jobs wait",
              "start one: ./evalx up, or a node with ROLE=worker; see the log of one that ends"));
    } else {
      problems.addAll(of(offer, languages.offered()));
    }
    nodes.all().forEach(node -> findOf(node, problems));
    return problems;
  }

  /** What is not installed is no fault unless it belongs to the core: nobody installs them all. */
  static List<Problem> of(Offer offer, List<Language> languages) {
    var problems = new ArrayList<Problem>();
    var absent = new ArrayList<String>();
    for (Language language : languages) {
      var failure = offer.failures().getOrDefault(language.id(), Capabilities.NOT_INSTALLED);
      if (offer.works(language.id())) {
        continue;
      }
      if (language.setup().core() || !failure.equals(Capabilities.NOT_INSTALLED)) {
        problems.add(missing(language, failure));
      } else {
        absent.add(language.id());
      }
    }
    if (!absent.isEmpty()) {
      problems.add(absent(absent));
    }
    return problems;
  }

  private static Problem absent(List<String> ids) {
    return Problem.warning(
        "languages_absent",
        "languages",
        "no worker has the tools of " + String.join(", ", ids),
        "./evalx up --languages all installs them; with LANGUAGES a node offers only those named");
  }

  private static Problem missing(Language language, String reason) {
    return Problem.error(
        "no_language",
        language.id(),
        "no worker runs " + language.name() + ": " + reason,
        "install "
            + language.tool()
            + " on a worker (see ./evalx doctor --languages) and wait for its self-test");
  }

  private static void findOf(Nodes.Shown node, List<Problem> problems) {
    if (node.drained()) {
      problems.add(
          Problem.warning(
              "worker_drained",
              node.id(),
              "the worker is drained and takes no jobs",
              "POST /admin/workers/" + node.id() + "/undrain"));
    }
    node.outage()
        .ifPresent(
            why ->
                problems.add(
                    Problem.error(
                        "worker_outage",
                        node.id(),
                        "the worker takes no jobs: " + why,
                        "bring back what is away; the worker goes on by itself")));
    for (String lack : node.lacks()) {
      problems.add(
          Problem.warning(
              "host_lacks",
              node.id(),
              lack,
              "see ./evalx doctor on that host, and isolate/README.md"));
    }
    if (node.boxes().total() > 0 && node.boxes().allowed() < node.boxes().total()) {
      problems.add(
          Problem.warning(
              "memory_short",
              node.id(),
              "memory is short, so "
                  + node.boxes().allowed()
                  + " of "
                  + node.boxes().total()
                  + " programs run at a time",
              "give the host more memory, or set MAX_CONCURRENT_SANDBOXES lower"));
    }
  }
}
