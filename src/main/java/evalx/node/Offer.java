package evalx.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What all living workers offer together.
 *
 * @param workers how many there are
 * @param versions the exact versions of each language that works somewhere
 * @param failures why a language that works nowhere does not
 */
public record Offer(int workers, Map<String, List<String>> versions, Map<String, String> failures) {

  /** The union of what workers report. */
  public static Offer of(List<WorkerReport> reports) {
    var versions = new TreeMap<String, TreeSet<String>>();
    var failures = new TreeMap<String, String>();
    for (WorkerReport report : reports) {
      for (var works : report.drivers().values()) {
        works.forEach(
            (id, version) -> versions.computeIfAbsent(id, x -> new TreeSet<>()).add(version));
      }
      failures.putAll(report.failures());
    }
    failures.keySet().removeAll(versions.keySet());
    var lists = new TreeMap<String, List<String>>();
    versions.forEach((id, all) -> lists.put(id, List.copyOf(all)));
    return new Offer(reports.size(), lists, failures);
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
            language, workers == 0 ? "no worker is alive" : "no worker has proved it yet"));
  }

  /** Whether some worker has a version of the language that begins so, whole parts only. */
  public boolean hasVersion(String language, String wanted) {
    return versionsOf(language).stream().anyMatch(version -> isVersion(version, wanted));
  }

  /** Whether a version begins as wanted, whole parts only. */
  public static boolean isVersion(String version, String wanted) {
    return version.equals(wanted) || version.startsWith(wanted + ".");
  }
}
