package evalx.system;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a node's {@code /metrics} has, by name and labels, in its order. */
record Samples(Map<String, Double> values) {
  static Samples of(Client client) {
    var values = new LinkedHashMap<String, Double>();
    for (var line : client.get("/metrics").body().lines().toList()) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith("#") && space > 0) {
        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return new Samples(values);
  }

  /** How much more there is of a sample than before; one that is not there is 0. */
  double more(String sample, Samples before) {
    return values.getOrDefault(sample, 0.0) - before.values.getOrDefault(sample, 0.0);
  }

  /** All whose names and labels begin so. */
  List<Double> all(String beginning) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(beginning))
        .map(Map.Entry::getValue)
        .toList();
  }
}
