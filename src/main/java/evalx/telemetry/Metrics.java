package evalx.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** The figures of this node, with the same names and units on every server. */
@Singleton
public class Metrics {
  /** Stands for a language that is not in the table: producers may name any. */
  static final String UNKNOWN = "unknown";

  /** In seconds. */
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60
  };

  private static final double NANOS = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<Runnable> beforeReads = new CopyOnWriteArrayList<>();

  Metrics() {
    JvmMetrics.builder().register(registry);
  }

  /** Does something, which must not wait, each time before the metrics are read. */
  void beforeEachRead(Runnable task) {
    beforeReads.add(task);
  }

  Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /** A count that somebody else keeps. */
  void counter(String name, String help, LongSupplier count) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) count.getAsLong()))
        .register(registry);
  }

  Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /** A figure that is looked up whenever the metrics are read; must not wait. */
  void gauge(String name, String help, LongSupplier figure) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) figure.getAsLong()))
        .register(registry);
  }

  /** Counts every observation of seconds in buckets from 1 ms to 60 s. */
  Histogram histogram(String name, String help, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(BOUNDS)
        .register(registry);
  }

  static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }

  /** Writes all of them, and what this process uses, in the text format of Prometheus 0.0.4. */
  public void write(OutputStream out) throws IOException {
    beforeReads.forEach(Runnable::run);
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
  }
}
