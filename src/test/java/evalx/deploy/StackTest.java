package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cfn-lint cannot know of the stack for AWS. */
class StackTest {
  private JsonNode stack;

  @BeforeEach
  void read() throws IOException {
    stack = Kubernetes.YAML.readTree(Path.of("deploy/aws/evalx.yaml").toFile());
  }

  private JsonNode part(String name) {
    return stack.at("/Resources/" + name + "/Properties");
  }

  @Test
  void whatFargateMountsIsTheServersOwn() throws IOException {
    var dockerfile = Files.readString(Path.of("deploy/images/Dockerfile"));
    var volumes = dockerfile.lines().filter(line -> line.startsWith("VOLUME ")).findFirst();
    var folders = part("ApiTask").at("/ContainerDefinitions/0").findValuesAsText("ContainerPath");
    assertThat(volumes.orElseThrow())
        .isEqualTo("VOLUME [\"" + String.join("\", \"", folders) + "\"]");
  }

  /** An instance without AppArmor, as Amazon Linux is, takes no task that names a profile. */
  @Test
  void tasksAskForNothingThatAmazonLinuxLacks() {
    assertThat(stack.findValues("DockerSecurityOptions")).isEmpty();
  }

  /** The agent of CloudWatch ends when its environment lacks what its configuration refers to. */
  @Test
  void theAgentThatTellsTheDepthOfQueuesHasItsConfiguration() {
    var config = part("MetricsConfig").path("Value").asText();
    var given = part("WorkerTask").at("/ContainerDefinitions/2/Secrets").findValuesAsText("Name");
    assertThat(Pattern.compile("\"env:(\\w+)\"").matcher(config).results())
        .extracting(name -> name.group(1))
        .isNotEmpty()
        .isSubsetOf(given);
  }

  private static Map<String, String> environment(JsonNode container) {
    var environment = new TreeMap<String, String>();
    container
        .get("Environment")
        .forEach(
            variable ->
                environment.put(variable.get("Name").asText(), variable.get("Value").asText()));
    return environment;
  }

  @Test
  void workersUseTheTimeThatTheyHave() {
    var worker = part("WorkerTask").at("/ContainerDefinitions/0");
    assertThat(Integer.parseInt(environment(worker).get("DRAIN_TIMEOUT")) + 30)
        .isEqualTo(worker.get("StopTimeout").asInt())
        .isLessThan(120);
  }

  /** By the image's own check, which ECS does not heed; a balancer asks the API's tasks. */
  @Test
  void aTaskWhoseServerDoesNotLiveIsReplaced() throws IOException {
    var check = part("WorkerTask").at("/ContainerDefinitions/0/HealthCheck");
    assertThat(check.at("/Command")).extracting(JsonNode::asText).startsWith("CMD");
    var dockerfile = Files.readString(Path.of("deploy/images/Dockerfile"));
    assertThat(dockerfile)
        .contains(
            "HEALTHCHECK --interval=%ds --timeout=%ds --start-period=%ds CMD [\"%s\"]"
                .formatted(
                    check.get("Interval").asInt(),
                    check.get("Timeout").asInt(),
                    check.get("StartPeriod").asInt(),
                    check.at("/Command/1").asText()));
    assertThat(part("Targets").get("HealthCheckPath").asText()).isEqualTo("/health/ready");
  }

  @Test
  void theBrokerHasTheLimitsOfTheNodes() {
    for (var task : List.of("ApiTask", "WorkerTask")) {
      assertThat(environment(part(task).at("/ContainerDefinitions/0")))
          .containsEntry("MAX_QUEUE_DEPTH", "MaxQueueDepth")
          .containsEntry("TASK_TTL", "TaskTtl");
    }
    assertThat(part("BrokerLimits").get("Value").asText())
        .isEqualTo("-e MAX_QUEUE_DEPTH=${MaxQueueDepth} -e TASK_TTL=${TaskTtl}");
    assertThat(part("Broker").at("/UserData/Fn::Base64").asText())
        .contains("limits=$(parameter ${BrokerLimits})\n", " $limits -e ");
  }

  @Test
  void theBrokerComesBackWithItsJournalAndItsSecretsAfterABoot() {
    var broker = part("Broker");
    assertThat(broker.get("ImageId").asText()).isEqualTo("BrokerAmi");
    assertThat(stack.at("/Parameters/BrokerAmi/Type").asText()).isEqualTo("AWS::EC2::Image::Id");
    assertThat(broker.has("Volumes")).isFalse();
    assertThat(part("BrokerAttachment").get("VolumeId").asText()).isEqualTo("BrokerVolume");
    assertThat(broker.at("/UserData/Fn::Base64").asText())
        .contains(
            "RequiresMountsFor=/data\n", ">>/etc/fstab\n", "systemctl enable --now evalx-broker")
        .doesNotContain("--restart", "{BrokerImage}");
  }
}
