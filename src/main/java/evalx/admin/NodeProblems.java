package evalx.admin;

import evalx.language.Languages;
import evalx.node.Workers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with workers, languages included. */
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
    var alive = workers.alive();
    if (alive.isEmpty()) {
      problems.add(
          Problem.error(
              "no_worker",
              "workers",
              "no worker is alive, so jobs wait",
              "start one: ./evalx up, or a node with ROLE=worker; see the log of one that ends"));
    } else {
      problems.addAll(new LanguageProblems(languages, alive).find());
    }
    nodes.all().forEach(node -> findOf(node, problems));
    return problems;
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
                        "mend that; the worker goes on by itself")));
    for (String lack : node.lacks()) {
      problems.add(
          Problem.warning(
              "host_lacks",
              node.id(),
              lack,
              "see ./evalx doctor on that host, and isolate/PROTOCOL.md"));
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
