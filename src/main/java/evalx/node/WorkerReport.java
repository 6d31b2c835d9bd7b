package evalx.node;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says of itself.
 *
 * @param id no other worker of the same Redis has it
 * @param drivers what it can run programs with now: of each driver the exact versions of each
 *     language that works with it
 * @param packages libraries that programs may use, by language; older workers do not say
 * @param failures why languages that work with none of them do not
 * @param expected languages that its operator has asked for; older workers do not say
 * @param fileGivers those of the drivers that give programs files of the file store; older workers
 *     do not say, and are taken to have boxes with {@code /proc}, as most have
 */
public record WorkerReport(
    String id,
    Map<String, Map<String, List<String>>> drivers,
    Map<String, List<String>> packages,
    Map<String, String> failures,
    Set<String> expected,
    Set<String> fileGivers) {
  public WorkerReport(
      String id,
      Map<String, Map<String, List<String>>> drivers,
      @Nullable Map<String, List<String>> packages,
      Map<String, String> failures,
      @Nullable Set<String> expected,
      @Nullable Set<String> fileGivers) {
    this.id = id;
    this.drivers = Map.copyOf(drivers);
    this.packages = packages == null ? Map.of() : Map.copyOf(packages);
    this.failures = Map.copyOf(failures);
    this.expected = expected == null ? Set.of() : Set.copyOf(expected);
    this.fileGivers = fileGivers == null ? Set.of("native") : Set.copyOf(fileGivers);
  }

  /** Whether its operator has asked for a language that does not work there. */
  public boolean lacks(String language) {
    return expected.contains(language) && failures.containsKey(language);
  }
}
