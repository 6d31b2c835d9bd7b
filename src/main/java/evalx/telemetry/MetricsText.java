package evalx.telemetry;

import java.util.Locale;
import java.util.Map;

/** Metrics in the text format of Prometheus, version 0.0.4. */
final class MetricsText {
  private final StringBuilder text = new StringBuilder();

  /**
   * Begins a metric; its samples follow.
   *
   * @param type counter, gauge or histogram
   */
  void metric(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /** A number that is no fraction. */
  void sample(String name, Map<String, String> labels, long value) {
    sample(name, labels, Long.toString(value));
  }

  /** A number of seconds. */
  void seconds(String name, Map<String, String> labels, double value) {
    sample(name, labels, String.format(Locale.ROOT, "%.6f", value));
  }

  private void sample(String name, Map<String, String> labels, String value) {
    text.append(name);
    var separator = '{';
    for (var label : labels.entrySet()) {
      text.append(separator).append(label.getKey()).append("=\"");
      text.append(escaped(label.getValue())).append('"');
      separator = ',';
    }
    text.append(labels.isEmpty() ? " " : "} ").append(value).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
