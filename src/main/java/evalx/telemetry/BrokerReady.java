package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.broker.Broker;
import evalx.broker.BrokerCheck;
import evalx.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the broker answers and, where jobs are run, messages can be taken from it. Says what
 * the broker lacks of what EvalX relies on.
 */
@Readiness
@ApplicationScoped
class BrokerReady implements HealthCheck {
  private Settings settings;
  private Broker broker;
  private BrokerCheck check;
  private Adapter adapter;

  @SuppressWarnings("NullAway.Init")
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
    var problem = broker.problem().or(this::consumingProblem);
    if (problem.isEmpty()) {
      response.withData("degraded", String.join("; ", check.latest().sentences()));
      return response.up().build();
    }
    return response
        .withData("reason", problem.get())
        .withData("remedy", "start the broker, or check ARTEMIS_URL, its account and its queues")
        .down()
        .build();
  }

  private Optional<String> consumingProblem() {
    return settings.role().works()
        ? Optional.of(adapter.getBrokerProblem()).filter(problem -> !problem.isEmpty())
        : Optional.empty();
  }
}
