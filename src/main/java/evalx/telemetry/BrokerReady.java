package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.broker.Broker;
import evalx.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the broker answers and, where jobs are run, messages can be taken from it. */
@Readiness
@ApplicationScoped
class BrokerReady implements HealthCheck {
  private Settings settings;
  private Broker broker;
  private Adapter adapter;

  BrokerReady() {}

  @Inject
  BrokerReady(Settings settings, Broker broker, Adapter adapter) {
    this.settings = settings;
    this.broker = broker;
    this.adapter = adapter;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("broker");
    var reason = reason();
    if (reason.isEmpty()) {
      return response.up().build();
    }
    return response
        .withData("reason", reason)
        .withData("remedy", "start the broker, or check ARTEMIS_URL, its account and its queues")
        .down()
        .build();
  }

  private String reason() {
    if (!broker.answers()) {
      return "the broker does not answer";
    }
    return settings.role().works() ? adapter.getBrokerProblem() : "";
  }
}
