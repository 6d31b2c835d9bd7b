package evalx.telemetry;

import evalx.history.SubmissionHistory;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says how the database of the history is. It is never down: jobs run without it, and what happens
 * meanwhile waits in the spool.
 */
@Singleton
final class DatabaseReady implements HealthCheck {
  private final SubmissionHistory history;

  @Inject
  DatabaseReady(SubmissionHistory history) {
    this.history = history;
  }

  @Override
  public String name() {
    return "database";
  }

  @Override
  public Health look() {
    if (!history.isOn()) {
      return Health.up(Map.of("history", false));
    }
    var counts = history.counts();
    var data = new LinkedHashMap<String, Object>();
    data.put("history", true);
    data.put("spooled_bytes", counts.spooledBytes());
    data.put("dropped", counts.dropped());
    data.put("degraded", history.outage().orElse(""));
    return Health.up(data);
  }
}
