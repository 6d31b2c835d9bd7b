package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many workers the deployments want; what reads the figures is proved by ScalingIT. */
class ScalingRuleTest {
  private static final Path STACK = Path.of("deploy/aws/evalx.yaml");

  @ParameterizedTest
  @CsvSource({
    "2, 0, 2",
    "2, 100, 2",
    "2, 105, 2",
    "2, 111, 3",
    "3, 140, 3",
    "3, 100, 2",
    "5, 900, 18",
    "18, 0, 2",
    "50, 9000, 50",
    "2, 9000, 50",
  })
  void kubernetesWantsAWorkerForEachFiftyJobsOfTheLongestQueue(int now, int jobs, int asked) {
    var rule = ScalingRule.read();
    for (var type : new String[] {"artemis-queue", "prometheus"}) {
      assertThat(rule.only(type).asked(now, trigger -> jobs)).as(type).isEqualTo(asked);
    }
    var longest = rule.only("artemis-queue");
    var one = longest.triggers().get(2);
    assertThat(longest.asked(now, trigger -> trigger.equals(one) ? jobs : 0)).isEqualTo(asked);
  }

  @Test
  void theDashboardOfCapacityReckonsByTheSameRule() throws IOException {
    var rule = ScalingRule.read();
    var trigger = rule.only("prometheus").triggers().get(0);
    var wanted =
        "clamp(ceil(%s / %s), %d, %d)"
            .formatted(trigger.text("query"), trigger.text("threshold"), rule.min(), rule.max());
    var dashboard = Kubernetes.YAML.readTree(Path.of("deploy/grafana/capacity.json").toFile());
    assertThat(dashboard.findValuesAsText("expr")).contains(wanted);
  }

  private static JsonNode part(String name) throws IOException {
    return Kubernetes.YAML.readTree(STACK.toFile()).at("/Resources/" + name + "/Properties");
  }

  /** Steps count from the alarm's threshold on. */
  private static OptionalInt added(JsonNode policy, double above) {
    return StreamSupport.stream(
            policy.at("/StepScalingPolicyConfiguration/StepAdjustments").spliterator(), false)
        .filter(step -> above >= step.path("MetricIntervalLowerBound").asDouble(-1e9))
        .filter(step -> above < step.path("MetricIntervalUpperBound").asDouble(1e9))
        .mapToInt(step -> step.get("ScalingAdjustment").asInt())
        .findFirst();
  }

  @ParameterizedTest
  @CsvSource({"51, 2", "99, 2", "100, 5", "199, 5", "200, 10", "9999, 10"})
  void awsAddsMoreWorkersTheMoreJobsWait(int jobs, int more) throws IOException {
    var threshold = part("QueueLong").get("Threshold").asInt();
    assertThat(threshold).isEqualTo(50);
    assertThat(added(part("MoreWorkers"), (double) jobs - threshold)).hasValue(more);
  }

  @Test
  void awsTakesAFifthOfTheWorkersAwayAndKeepsFiveToFifty() throws IOException {
    assertThat(part("QueueShort").get("Threshold").asInt()).isEqualTo(5);
    assertThat(added(part("FewerWorkers"), -1)).hasValue(-20);
    assertThat(added(part("FewerWorkers"), 1)).isEmpty();
    assertThat(part("WorkerScaling").get("MinCapacity").asInt()).isEqualTo(5);
    assertThat(part("WorkerScaling").get("MaxCapacity").asInt()).isEqualTo(50);
  }
}
