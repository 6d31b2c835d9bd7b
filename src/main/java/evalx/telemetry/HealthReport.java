package evalx.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The health of this node, in the JSON of MicroProfile Health. */
@Singleton
public class HealthReport {
  private static final Logger LOG = System.getLogger(HealthReport.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Iterable<HealthCheck> checks;

  @Inject
  HealthReport(@Any Instance<HealthCheck> checks) {
    this.checks = checks;
  }

  HealthReport(List<HealthCheck> checks) {
    this.checks = checks;
  }

  /**
   * An answer.
   *
   * @param json in UTF-8
   */
  public record Answer(boolean isUp, byte[] json) {}

  /**
   * Looks at every part that a probe asks about.
   *
   * @param probe empty for all of them
   */
  public Answer look(Optional<Probe> probe) {
    var parts = new TreeMap<String, Health>();
    for (HealthCheck check : checks) {
      if (probe.isEmpty() || check.probes().contains(probe.get())) {
        parts.put(check.name(), look(check));
      }
    }
    var isUp = parts.values().stream().allMatch(Health::isUp);
    return new Answer(isUp, json(isUp, parts));
  }

  private static Health look(HealthCheck check) {
    try {
      return check.look();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The health check of " + check.name() + " failed; it counts as down", e);
      return Health.down("the check itself failed", "see the log of this node");
    }
  }

  private static byte[] json(boolean isUp, Map<String, Health> parts) {
    var root = JSON.createObjectNode().put("status", status(isUp));
    var checks = root.putArray("checks");
    parts.forEach(
        (name, part) -> {
          var check = checks.addObject().put("name", name).put("status", status(part.isUp()));
          if (!part.data().isEmpty()) {
            check.set("data", JSON.valueToTree(part.data()));
          }
        });
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String status(boolean isUp) {
    return isUp ? "UP" : "DOWN";
  }
}
