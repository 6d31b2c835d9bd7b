package evalx.bench;

import java.util.Map;
import java.util.TreeMap;

/** CPU time of each part of EvalX and of this client while something is done many times. */
final class CpuMeter {
  private final Parts parts;
  private final Map<String, Double> seconds = new TreeMap<>();
  private Map<String, Double> before = Map.of();
  private long done;

  CpuMeter(Parts parts) {
    this.parts = parts;
  }

  void start() {
    before = parts.cpuSeconds();
  }

  /** Ends what {@link #start} began, in which this number was done. */
  void stop(long count) {
    parts
        .cpuSeconds()
        .forEach(
            (part, end) -> seconds.merge(part, end - before.getOrDefault(part, end), Double::sum));
    done += count;
  }

  void forget() {
    seconds.clear();
    done = 0;
  }

  /** Microseconds for one of all that were done. */
  Map<String, Double> ofOne(String what) {
    var each = new TreeMap<String, Double>();
    seconds.forEach((part, all) -> each.put("cpu_" + part + "_us_a_" + what, all * 1e6 / done));
    return each;
  }
}
