package evalx.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How many workers the deployment for Kubernetes wants, as KEDA and the autoscaler that it makes
 * reckon it: each trigger asks for its figure divided by its target, the largest counts.
 */
public record ScalingRule(int min, int max, List<Trigger> triggers) {
  /** By which the autoscaler lets a figure miss its target without a change. */
  private static final double TOLERANCE = 0.1;

  /** What asks for workers. */
  public record Trigger(String type, JsonNode metadata) {
    /** The figure for one worker. */
    double target() {
      return metadata.path(type.equals("prometheus") ? "threshold" : "queueLength").asDouble();
    }

    public String text(String name) {
      return metadata.path(name).asText();
    }

    int asked(double figure, int now) {
      var ratio = figure / (target() * now);
      return Math.abs(1 - ratio) <= TOLERANCE ? now : (int) Math.ceil(figure / target());
    }
  }

  /** The rule of the deployment's file. */
  public static ScalingRule read() {
    var spec = Kubernetes.all("ScaledObject").findFirst().orElseThrow().get("spec");
    var triggers = new ArrayList<Trigger>();
    for (var each : spec.get("triggers")) {
      triggers.add(new Trigger(each.get("type").asText(), each.get("metadata")));
    }
    return new ScalingRule(
        spec.get("minReplicaCount").asInt(), spec.get("maxReplicaCount").asInt(), triggers);
  }

  /** The same with the triggers of one type alone. */
  public ScalingRule only(String type) {
    return new ScalingRule(
        min, max, triggers.stream().filter(each -> each.type().equals(type)).toList());
  }

  /**
   * How many workers it asks for.
   *
   * @param now how many there are
   * @param figure what a trigger finds
   */
  public int asked(int now, ToDoubleFunction<Trigger> figure) {
    var asked =
        triggers.stream()
            .map(each -> each.asked(figure.applyAsDouble(each), now))
            .max(Comparator.naturalOrder());
    return Math.max(min, Math.min(max, asked.orElseThrow()));
  }
}
