package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
  /** Nobody could end it when the application ends. */
  @Test
  void metricsHaveNoThreadOfTheirOwn() {
    var metrics = new Metrics();
    metrics.counter("counter", "", "label").labelValues("a").inc();
    metrics.histogram("histogram", "", "label").labelValues("a").observe(1);

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("prometheus"));
  }
}
