package evalx.telemetry;

import evalx.node.DriverFellBack;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts the jobs that one sandbox driver handed to the next. */
@ApplicationScoped
class DriverMetrics {
  private static final Metadata FELL_BACK =
      Metadata.builder()
          .withName("evalx_driver_fallbacks")
          .withDescription("Jobs that a driver could not begin, so that the next one runs them")
          .build();

  private MetricRegistry registry;

  DriverMetrics() {}

  @Inject
  DriverMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  void count(@Observes DriverFellBack event) {
    registry.counter(FELL_BACK, new Tag("from", event.from()), new Tag("to", event.to())).inc();
  }
}
