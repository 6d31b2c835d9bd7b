package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.broker.Broker;
import evalx.broker.BrokerCheck;
import evalx.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the broker answers and, where jobs are run, messages can be taken from it; says what a
 * broker lacks that is not set up for EvalX.
 */
@Readiness
@ApplicationScoped
class BrokerReady implements HealthCheck {
  private Settings settings;
  private Broker broker;
  private BrokerCheck check;
  private Adapter adapter;

  BrokerReady() {}

  @Inject
  BrokerReady(Settings settings, Broker broker, BrokerCheck check, Adapter adapter) {
    this.settings = settings;
    this.broker = broker;
    this.check = check;
    this.adapter = adapter;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("broker");
    var reason = broker.problem().orElseGet(this::intakeProblem);
    if (reason.isEmpty()) {
      response.withData("degraded", String.join("; ", check.latest().sentences()));
      return response.up().build();
    }
    return response
        .withData("reason", reason)
        .withData("remedy", "start the broker, or check ARTEMIS_URL, its account and its queues")
        .down()
        .build();
  }

  private String intakeProblem() {
    return settings.role().works() ? adapter.getBrokerProblem() : "";
  }
}
