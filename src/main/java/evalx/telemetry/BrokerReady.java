package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.broker.Broker;
import evalx.broker.BrokerAway;
import evalx.broker.BrokerCheck;
import evalx.broker.Management;
import evalx.broker.SendRefused;
import evalx.config.Settings;
import evalx.queue.QueueNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the broker answers and, where jobs are run, messages can be taken from it. Says how
 * many jobs wait and run, and what the broker lacks of what EvalX relies on.
 */
@Readiness
@ApplicationScoped
class BrokerReady implements HealthCheck {
  private Settings settings;
  private Broker broker;
  private BrokerCheck check;
  private Adapter adapter;
  private Management management;

  @SuppressWarnings("NullAway.Init")
  BrokerReady() {}

  @Inject
  BrokerReady(
      Settings settings, Broker broker, BrokerCheck check, Adapter adapter, Management management) {
    this.settings = settings;
    this.broker = broker;
    this.check = check;
    this.adapter = adapter;
    this.management = management;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("broker");
    var problem = broker.problem().or(this::consumingProblem);
    if (problem.isEmpty()) {
      tellJobs(response);
      response.withData("degraded", String.join("; ", check.latest().sentences()));
      return response.up().build();
    }
    return response
        .withData("reason", problem.get())
        .withData("remedy", "start the broker, or check ARTEMIS_URL, its account and its queues")
        .down()
        .build();
  }

  /** The jobs that wait for any node, and those that this node runs. */
  private void tellJobs(HealthCheckResponseBuilder response) {
    try {
      var waiting = management.waiting(QueueNames.jobs(""));
      response.withData("waiting", waiting.values().stream().mapToLong(Long::longValue).sum());
      response.withData(
          "waiting_by_language",
          waiting.entrySet().stream()
              .map(language -> language.getKey() + " " + language.getValue())
              .collect(Collectors.joining(", ")));
    } catch (BrokerAway | SendRefused e) {
      // the broker answers, and may not tell: nobody needs these numbers to be ready
    }
    if (settings.role().works()) {
      response.withData("running", adapter.getBusyPlaces());
      response.withData("places", adapter.getPlaces());
    }
  }

  private Optional<String> consumingProblem() {
    return settings.role().works()
        ? Optional.of(adapter.getBrokerProblem()).filter(problem -> !problem.isEmpty())
        : Optional.empty();
  }
}
