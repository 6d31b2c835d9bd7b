package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.broker.Broker;
import evalx.broker.BrokerCheck;
import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/**
 * Ready while the broker answers and, where jobs are run, messages can be taken from it. Says what
 * the broker lacks of what EvalX relies on.
 */
@Singleton
final class BrokerReady implements HealthCheck {
  private final Settings settings;
  private final Broker broker;
  private final BrokerCheck check;
  private final Adapter adapter;

  @Inject
  BrokerReady(Settings settings, Broker broker, BrokerCheck check, Adapter adapter) {
    this.settings = settings;
    this.broker = broker;
    this.check = check;
    this.adapter = adapter;
  }

  @Override
  public Health look() {
    var problem = broker.problem().or(this::consumingProblem);
    return problem.isEmpty()
        ? Health.up("broker", Map.of("degraded", String.join("; ", check.latest().sentences())))
        : Health.down(
            "broker",
            problem.get(),
            "start the broker, or check ARTEMIS_URL, its account and its queues");
  }

  private Optional<String> consumingProblem() {
    return settings.role().works()
        ? Optional.of(adapter.getBrokerProblem()).filter(problem -> !problem.isEmpty())
        : Optional.empty();
  }
}
