package evalx.telemetry;

import evalx.broker.Adapter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive unless the embedded broker has stopped by itself, which only a new process mends. A broker
 * of its own, Redis and the sandbox come back without one.
 */
@Liveness
@ApplicationScoped
class EmbeddedBrokerAlive implements HealthCheck {
  private Adapter adapter;

  EmbeddedBrokerAlive() {}

  @Inject
  EmbeddedBrokerAlive(Adapter adapter) {
    this.adapter = adapter;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("embedded broker");
    return adapter.isBrokerRunning()
        ? response.up().build()
        : response
            .withData("reason", "the embedded broker has stopped; see the log")
            .withData("remedy", "wait until the supervisor has started this process again")
            .down()
            .build();
  }
}
