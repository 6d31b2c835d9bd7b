package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.broker.Broker;
import evalx.broker.BrokerAway;
import evalx.broker.BrokerCheck;
import evalx.broker.Management;
import evalx.broker.SendRefused;
import evalx.config.Settings;
import evalx.queue.QueueNames;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Ready while the broker answers and, where jobs are run, messages can be taken from it. Says how
 * many jobs wait and run, and what the broker lacks of what EvalX relies on.
 */
@Singleton
final class BrokerReady implements HealthCheck {
  private final Settings settings;
  private final Broker broker;
  private final BrokerCheck check;
  private final Adapter adapter;
  private final Management management;

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
  public String name() {
    return "broker";
  }

  @Override
  public Health look() {
    var problem = broker.problem().or(this::consumingProblem);
    return problem.isEmpty()
        ? Health.up(data())
        : Health.down(
            problem.get(), "start the broker, or check ARTEMIS_URL, its account and its queues");
  }

  /** The jobs that wait for any node, those that this node runs, and what the broker lacks. */
  private Map<String, Object> data() {
    var data = new LinkedHashMap<String, Object>();
    try {
      var waiting = management.waiting(QueueNames.jobs(""));
      data.put("waiting", waiting.values().stream().mapToLong(Long::longValue).sum());
      data.put(
          "waiting_by_language",
          waiting.entrySet().stream()
              .map(language -> language.getKey() + " " + language.getValue())
              .collect(Collectors.joining(", ")));
    } catch (BrokerAway | SendRefused e) {
      // the broker answers, and may not tell: nobody needs these numbers to be ready
    }
    if (settings.node().role().works()) {
      data.put("running", adapter.getBusyPlaces());
      data.put("places", adapter.getPlaces());
    }
    data.put("degraded", String.join("; ", check.latest().sentences()));
    return data;
  }

  private Optional<String> consumingProblem() {
    return settings.node().role().works()
        ? Optional.of(adapter.getBrokerProblem()).filter(problem -> !problem.isEmpty())
        : Optional.empty();
  }
}
