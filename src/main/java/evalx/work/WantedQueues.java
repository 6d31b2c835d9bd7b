package evalx.work;

import evalx.config.Settings;
import evalx.node.Draining;
import evalx.node.Drains;
import evalx.node.ProvedDrivers;
import evalx.queue.CallerFilter;
import evalx.queue.QueueNames;
import evalx.queue.VersionFilter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which queues this node takes jobs from, and which jobs of each. */
@Singleton
class WantedQueues {
  private final ProvedDrivers drivers;
  private final CallerFilter callerFilter;
  private final Drains drains;
  private final Draining draining;
  private final String worker;

  @Inject
  WantedQueues(
      ProvedDrivers drivers,
      CallerFilter callerFilter,
      Drains drains,
      Draining draining,
      Settings settings) {
    this.drivers = drivers;
    this.callerFilter = callerFilter;
    this.drains = drains;
    this.draining = draining;
    this.worker = settings.node().worker();
  }

  /** The filter of each queue, without the jobs of these callers. */
  Map<String, String> without(Set<String> callers, Map<String, String> filters) {
    var others = callerFilter.allBut(callers);
    var all = new TreeMap<String, String>();
    filters.forEach((queue, filter) -> all.put(queue, "(" + filter + ") AND " + others));
    return all;
  }

  /** The filter of each queue whose language works here; none while this worker is drained. */
  Map<String, String> byVersion() {
    return draining.hasBegun() || drains.isDrained(worker) ? Map.of() : of(drivers.versions());
  }

  /**
   * @param drivers the exact versions of each language, by driver
   */
  static Map<String, String> of(Map<String, Map<String, List<String>>> drivers) {
    var versions = new TreeMap<String, Set<String>>();
    for (var languages : drivers.values()) {
      languages.forEach(
          (id, exact) -> versions.computeIfAbsent(id, absent -> new TreeSet<>()).addAll(exact));
    }
    var filters = new TreeMap<String, String>();
    versions.forEach((id, all) -> filters.put(QueueNames.jobs(id), VersionFilter.of(all)));
    return filters;
  }
}
