package evalx.telemetry;

import evalx.broker.Adapter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** Alive while the embedded broker runs; all else that is away comes back without a restart. */
@Singleton
final class BrokerAlive implements HealthCheck {
  private final Adapter adapter;

  @Inject
  BrokerAlive(Adapter adapter) {
    this.adapter = adapter;
  }

  @Override
  public Set<Probe> probes() {
    return Set.of(Probe.LIVE);
  }

  @Override
  public String name() {
    return "evalx";
  }

  @Override
  public Health look() {
    return adapter.isBrokerRunning()
        ? Health.up(Map.of())
        : Health.down(
            "the embedded broker stopped by itself",
            "restart this node; see the log for what stopped the broker");
  }
}
