package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.capacity.SandboxGate;
import evalx.config.Settings;
import evalx.push.StreamLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What is in use of this node, looked at whenever the metrics are read. */
@Singleton
final class NodeGauges {
  private final Metrics metrics;
  private final Settings settings;
  private final Adapter adapter;
  private final SandboxGate gate;
  private final StreamLimits streams;

  @Inject
  NodeGauges(
      Metrics metrics, Settings settings, Adapter adapter, SandboxGate gate, StreamLimits streams) {
    this.metrics = metrics;
    this.settings = settings;
    this.adapter = adapter;
    this.gate = gate;
    this.streams = streams;
  }

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
    metrics.gauge("evalx_event_streams", "Submissions that clients follow", streams::count);
    if (settings.node().role().works()) {
      metrics.gauge("evalx_boxes_in_use", "Programs that run", gate::running);
      metrics.gauge("evalx_boxes_limit", "Programs that may run at once", gate::allowed);
      metrics.gauge("evalx_jobs_in_work", "Jobs in work", adapter::getBusyPlaces);
      metrics.gauge("evalx_jobs_limit", "Jobs that may be in work at once", adapter::getPlaces);
    }
  }
}
