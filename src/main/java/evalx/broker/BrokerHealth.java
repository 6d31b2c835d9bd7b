package evalx.broker;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the broker answers. */
@Readiness
@ApplicationScoped
class BrokerHealth implements HealthCheck {
  private Broker broker;

  BrokerHealth() {}

  @Inject
  BrokerHealth(Broker broker) {
    this.broker = broker;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("broker").status(broker.answers()).build();
  }
}
