package evalx.telemetry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Times of one name, by the value of one label: how many took no longer than each bound. */
final class Durations {
  /** In seconds: from a null program on an idle node to the longest that a job may take. */
  private static final double[] BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600
  };

  private static final double NANOS = 1e9;

  private final String name;
  private final String help;
  private final String label;
  private final Map<String, Histogram> histograms = new ConcurrentSkipListMap<>();

  /**
   * @param name ends in {@code _seconds}
   */
  Durations(String name, String help, String label) {
    this.name = name;
    this.help = help;
    this.label = label;
  }

  private static final class Histogram {
    /** One for each bound, and the last for what took longer than all. */
    private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];

    private final LongAdder nanos = new LongAdder();

    Histogram() {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = new LongAdder();
      }
    }
  }

  /** Makes the times of a label's value known before there are any. */
  void expect(String value) {
    histogram(value);
  }

  void add(String value, Duration took) {
    var histogram = histogram(value);
    var seconds = took.toNanos() / NANOS;
    var at = 0;
    while (at < BOUNDS.length && seconds > BOUNDS[at]) {
      at++;
    }
    histogram.counts[at].increment();
    histogram.nanos.add(took.toNanos());
  }

  private Histogram histogram(String value) {
    return histograms.computeIfAbsent(value, key -> new Histogram());
  }

  void write(MetricsText text) {
    text.metric(name, "histogram", help);
    histograms.forEach((value, histogram) -> write(text, value, histogram));
  }

  private void write(MetricsText text, String value, Histogram histogram) {
    long count = 0;
    for (int i = 0; i <= BOUNDS.length; i++) {
      count += histogram.counts[i].sum();
      var labels = new LinkedHashMap<>(Map.of(label, value));
      labels.put("le", i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf");
      text.sample(name + "_bucket", labels, count);
    }
    text.seconds(name + "_sum", Map.of(label, value), histogram.nanos.sum() / NANOS);
    text.sample(name + "_count", Map.of(label, value), count);
  }
}
