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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

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
    var parts =
        StreamSupport.stream(checks.spliterator(), false)
            .filter(check -> probe.isEmpty() || check.probes().contains(probe.get()))
            .map(HealthReport::look)
            .sorted(Comparator.comparing(Health::name))
            .toList();
    var isUp = parts.stream().allMatch(Health::isUp);
    return new Answer(isUp, json(isUp, parts));
  }

  private static Health look(HealthCheck check) {
    try {
      return check.look();
    } catch (RuntimeException e) {
      var name = check.name();
      LOG.log(Level.ERROR, "The health check of " + name + " failed; it counts as down", e);
      return Health.down(name, "the check itself failed", "see the log of this node");
    }
  }

  private static byte[] json(boolean isUp, List<Health> parts) {
    var root = JSON.createObjectNode().put("status", status(isUp));
    var checks = root.putArray("checks");
    for (Health part : parts) {
      var check = checks.addObject().put("name", part.name()).put("status", status(part.isUp()));
      if (!part.data().isEmpty()) {
        check.set("data", JSON.valueToTree(part.data()));
      }
    }
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
