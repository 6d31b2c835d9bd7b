package evalx.telemetry;

import evalx.broker.Broker;
import evalx.broker.BrokerCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the broker answers; says what it lacks of what EvalX relies on. */
@Readiness
@ApplicationScoped
class BrokerReady implements HealthCheck {
  private Broker broker;
  private BrokerCheck check;

  BrokerReady() {}

  @Inject
  BrokerReady(Broker broker, BrokerCheck check) {
    this.broker = broker;
    this.check = check;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("broker");
    var problem = broker.problem();
    if (problem.isEmpty()) {
      response.withData("degraded", String.join("; ", check.latest().sentences()));
      return response.up().build();
    }
    return response
        .withData("reason", problem.get())
        .withData("remedy", "start the broker, or check ARTEMIS_URL and its account")
        .down()
        .build();
  }
}
