package evalx.telemetry;

import evalx.queue.ReplyRefused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Counts the replies to JMS producers that could not be sent. */
@ApplicationScoped
class ReplyMetrics {
  private static final Metadata REFUSED =
      Metadata.builder()
          .withName("evalx_replies_refused")
          .withDescription("Replies to JMS producers that the broker did not take")
          .build();

  private MetricRegistry registry;

  ReplyMetrics() {}

  @Inject
  ReplyMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  void count(@Observes ReplyRefused event) {
    registry.counter(REFUSED).inc();
  }
}
