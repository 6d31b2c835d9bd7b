package evalx.language;

import java.util.Map;

/**
 * What a worker says of itself.
 *
 * @param id no other worker of the same Redis has it
 * @param driver what it runs programs with
 * @param freeSlots programs it could start at once
 * @param versions the exact version of each language that works there
 * @param failures why the others do not
 */
public record WorkerReport(
    String id,
    String driver,
    int freeSlots,
    Map<String, String> versions,
    Map<String, String> failures) {
  public WorkerReport {
    versions = Map.copyOf(versions);
    failures = Map.copyOf(failures);
  }
}
