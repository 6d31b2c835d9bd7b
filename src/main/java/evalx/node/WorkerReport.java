package evalx.node;

import java.util.Map;

/**
 * What a worker says of itself.
 *
 * @param id no other worker of the same Redis has it
 * @param drivers what it can run programs with now: of each driver the exact version of each
 *     language that works with it
 * @param failures why languages that work with none of them do not
 */
public record WorkerReport(
    String id, Map<String, Map<String, String>> drivers, Map<String, String> failures) {
  public WorkerReport {
    drivers = Map.copyOf(drivers);
    failures = Map.copyOf(failures);
  }
}
