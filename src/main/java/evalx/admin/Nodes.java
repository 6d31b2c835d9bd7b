package evalx.admin;

import evalx.node.Drains;
import evalx.node.WorkerReport;
import evalx.node.Workers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The nodes that are alive, and whether they take jobs. Each method throws {@link
 * evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class Nodes {
  private final NodeReports reports;
  private final Workers offers;
  private final Drains drains;

  @Inject
  Nodes(NodeReports reports, Workers offers, Drains drains) {
    this.reports = reports;
    this.offers = offers;
    this.drains = drains;
  }

  /** A node as it is shown. */
  public record Shown(
      String id,
      String role,
      String startedAt,
      String reportedAt,
      boolean drained,
      Optional<String> outage,
      NodeReport.Boxes boxes,
      NodeReport.Places places,
      List<Driver> drivers,
      List<Failure> failures,
      List<String> lacks,
      List<NodeReport.Job> jobs) {}

  /** A driver, and what works with it. */
  public record Driver(String driver, List<Version> languages) {}

  /** The exact version of a language. */
  public record Version(String language, String version) {}

  /** Why a language does not work. */
  public record Failure(String language, String reason) {}

  /** Whether a node is drained. */
  public record Drained(String id, boolean drained) {}

  /** All nodes, by their ids. */
  public List<Shown> all() {
    var offered =
        offers.alive().stream()
            .collect(Collectors.toMap(WorkerReport::id, Function.identity(), (a, b) -> b));
    var drained = drains.all();
    return reports.alive().stream().map(report -> shown(report, offered, drained)).toList();
  }

  private static Shown shown(
      NodeReport report, Map<String, WorkerReport> offered, Set<String> drained) {
    var about = report.about();
    var offer = Optional.ofNullable(offered.get(about.id()));
    return new Shown(
        about.id(),
        about.role(),
        about.startedAt(),
        about.reportedAt(),
        drained.contains(about.id()),
        Optional.of(report.outage()).filter(text -> !text.isEmpty()),
        report.boxes(),
        report.places(),
        offer.map(WorkerReport::drivers).map(Nodes::drivers).orElse(List.of()),
        offer.map(WorkerReport::failures).map(Nodes::failures).orElse(List.of()),
        report.lacks(),
        report.jobs());
  }

  private static List<Driver> drivers(Map<String, Map<String, List<String>>> drivers) {
    return new TreeMap<>(drivers)
        .entrySet().stream()
            .map(driver -> new Driver(driver.getKey(), versions(driver.getValue())))
            .toList();
  }

  private static List<Version> versions(Map<String, List<String>> languages) {
    return new TreeMap<>(languages)
        .entrySet().stream()
            .flatMap(
                each -> each.getValue().stream().map(exact -> new Version(each.getKey(), exact)))
            .toList();
  }

  private static List<Failure> failures(Map<String, String> failures) {
    return new TreeMap<>(failures)
        .entrySet().stream().map(each -> new Failure(each.getKey(), each.getValue())).toList();
  }

  /**
   * Lets a worker take no more jobs.
   *
   * @throws NotFound when no such worker is alive
   */
  public Drained drain(String id) {
    if (reports.alive().stream()
        .noneMatch(node -> node.about().id().equals(id) && node.places().total() > 0)) {
      throw new NotFound("No worker of this name is alive.");
    }
    drains.drain(id);
    return new Drained(id, true);
  }

  /**
   * Lets a worker take jobs again.
   *
   * @throws NotFound when no such worker is drained, and none is alive
   */
  public Drained undrain(String id) {
    if (!drains.all().contains(id)
        && reports.alive().stream().noneMatch(node -> node.about().id().equals(id))) {
      throw new NotFound("No worker of this name is drained or alive.");
    }
    drains.undrain(id);
    return new Drained(id, false);
  }
}
