package evalx.telemetry;

import evalx.broker.Adapter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the embedded broker runs; all else that is away comes back without a restart. */
@Liveness
@ApplicationScoped
class BrokerAlive implements HealthCheck {
  private Adapter adapter;

  @SuppressWarnings("NullAway.Init")
  BrokerAlive() {}

  @Inject
  BrokerAlive(Adapter adapter) {
    this.adapter = adapter;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("evalx");
    if (adapter.isBrokerRunning()) {
      return response.up().build();
    }
    return response
        .withData("reason", "the embedded broker stopped by itself")
        .withData("remedy", "restart this node; see the log for what stopped the broker")
        .down()
        .build();
  }
}
