package evalx.telemetry;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one name, by the values of their labels. */
final class Counters {
  private static final String SEPARATOR = "\0";

  private final String name;
  private final String help;
  private final List<String> labels;
  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  /**
   * @param name ends in {@code _total}, by the convention of Prometheus
   */
  Counters(String name, String help, String... labels) {
    this.name = name;
    this.help = help;
    this.labels = List.of(labels);
  }

  /** The counter of these values, in the order of the labels; it is at zero when it is new. */
  LongAdder of(String... values) {
    return counts.computeIfAbsent(String.join(SEPARATOR, values), key -> new LongAdder());
  }

  void write(MetricsText text) {
    text.metric(name, "counter", help);
    counts.forEach((key, count) -> text.sample(name, labelled(key), count.sum()));
  }

  private Map<String, String> labelled(String key) {
    if (labels.isEmpty()) {
      return Map.of();
    }
    var values = List.of(key.split(SEPARATOR, -1));
    var labelled = new LinkedHashMap<String, String>();
    for (int i = 0; i < labels.size(); i++) {
      labelled.put(labels.get(i), values.get(i));
    }
    return Collections.unmodifiableMap(labelled);
  }
}
