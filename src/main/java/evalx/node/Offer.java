package evalx.node;

import evalx.language.Versions;
import evalx.submission.SandboxNeed;
import evalx.submission.Submission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What all living workers offer together.
 *
 * @param workers how many there are
 * @param versions the exact versions of each language that works somewhere, the oldest first
 * @param packages libraries that programs may use, each with its version, by language
 * @param failures why a language that works nowhere does not
 * @param drivers the sandboxes that each language works with
 * @param givenFiles languages that work with a sandbox that gives programs files of the file store
 */
public record Offer(
    int workers,
    Map<String, List<String>> versions,
    Map<String, List<String>> packages,
    Map<String, String> failures,
    Map<String, List<String>> drivers,
    Set<String> givenFiles) {
  /** The sandbox that joins two programs. */
  private static final String NATIVE = "native";

  /** The union of what workers report. */
  public static Offer of(List<WorkerReport> reports) {
    var versions = new TreeMap<String, TreeSet<String>>();
    var packages = new TreeMap<String, TreeSet<String>>();
    var failures = new TreeMap<String, String>();
    var drivers = new TreeMap<String, TreeSet<String>>();
    var givenFiles = new TreeSet<String>();
    for (WorkerReport report : reports) {
      report
          .fileGivers()
          .forEach(
              driver ->
                  givenFiles.addAll(report.drivers().getOrDefault(driver, Map.of()).keySet()));
      report
          .drivers()
          .forEach(
              (driver, works) ->
                  works.forEach(
                      (id, all) -> {
                        versions.computeIfAbsent(id, Offer::oldestFirst).addAll(all);
                        drivers.computeIfAbsent(id, x -> new TreeSet<>()).add(driver);
                      }));
      report
          .packages()
          .forEach((id, all) -> packages.computeIfAbsent(id, x -> new TreeSet<>()).addAll(all));
      failures.putAll(report.failures());
    }
    failures.keySet().removeAll(versions.keySet());
    return new Offer(
        reports.size(), lists(versions), lists(packages), failures, lists(drivers), givenFiles);
  }

  private static TreeSet<String> oldestFirst(String language) {
    return new TreeSet<>(Versions.OLDEST_FIRST);
  }

  private static Map<String, List<String>> lists(Map<String, TreeSet<String>> sets) {
    var lists = new TreeMap<String, List<String>>();
    sets.forEach((id, all) -> lists.put(id, List.copyOf(all)));
    return lists;
  }

  /** Whether some worker runs this language. */
  public boolean works(String language) {
    return versions.containsKey(language);
  }

  /** The exact versions of a language that workers have; empty where it works nowhere. */
  public List<String> versionsOf(String language) {
    return versions.getOrDefault(language, List.of());
  }

  /** Why a language works nowhere; empty where it does. */
  public Optional<String> reason(String language) {
    if (works(language)) {
      return Optional.empty();
    }
    return Optional.of(
        failures.getOrDefault(
            language,
            workers == 0
                ? "no worker is alive"
                : "no worker offers it, or none has proved it yet"));
  }

  /** Whether each language of a submission works on some worker in a sandbox that can do it. */
  public boolean meetsNeeds(Submission submission) {
    return SandboxNeed.of(submission).stream()
        .allMatch(
            need ->
                submission.sources().stream().allMatch(source -> meets(need, source.language())));
  }

  /** Whether some worker runs this language in a sandbox that can do it. */
  public boolean meets(SandboxNeed need, String language) {
    return switch (need) {
      case CONVERSATION -> driversOf(language).contains(NATIVE);
      case STORED_DATA -> givenFiles.contains(language);
    };
  }

  /** The sandboxes that a language works with. */
  public List<String> driversOf(String language) {
    return drivers.getOrDefault(language, List.of());
  }

  /** Whether some worker has a version of the language that begins so, whole parts only. */
  public boolean hasVersion(String language, String wanted) {
    return versionsOf(language).stream().anyMatch(version -> Versions.matches(version, wanted));
  }
}
