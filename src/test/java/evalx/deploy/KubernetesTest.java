package evalx.deploy;

import static evalx.deploy.Kubernetes.all;
import static evalx.deploy.Kubernetes.kind;
import static evalx.deploy.Kubernetes.strictly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import evalx.language.Language;
import evalx.language.Languages;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files for Kubernetes, held against the typed models of its API: no field may be unknown.
 * {@link KedaTest} has the kinds that it does not have itself.
 */
class KubernetesTest {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.ofEntries(
          Map.entry("v1 Namespace", Namespace.class),
          Map.entry("v1 ConfigMap", ConfigMap.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("apps/v1 StatefulSet", StatefulSet.class),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class));

  static List<Path> files() {
    return Kubernetes.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFieldIsOneOfTheApi(Path file) {
    assertThat(Kubernetes.documents(file)).isNotEmpty();
    for (JsonNode document : Kubernetes.documents(file)) {
      if (!Kubernetes.isKeda(document)) {
        assertThat(KINDS).containsKey(kind(document));
        assertThat(strictly(document, KINDS.get(kind(document))).getMetadata().getName())
            .isNotBlank();
      }
    }
  }

  @Test
  void aFieldThatTheApiDoesNotHaveIsRefused() throws JsonProcessingException {
    var wrong =
        Kubernetes.YAML.readTree(
            "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{prot: 80}]}}");
    assertThatThrownBy(() -> strictly(wrong, Service.class)).hasMessageContaining("prot");
  }

  private static List<PodSpec> pods() {
    var pods = new ArrayList<PodSpec>();
    all("Deployment")
        .map(document -> strictly(document, Deployment.class))
        .filter(deployment -> !isPatch(deployment))
        .forEach(deployment -> pods.add(deployment.getSpec().getTemplate().getSpec()));
    all("StatefulSet")
        .map(document -> strictly(document, StatefulSet.class))
        .forEach(set -> pods.add(set.getSpec().getTemplate().getSpec()));
    return pods;
  }

  /** Of an overlay: it changes one of the base, of which it need not say what it selects. */
  private static boolean isPatch(Deployment deployment) {
    return deployment.getSpec().getSelector() == null;
  }

  private static List<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()).toList();
  }

  /** Containers are told to end at the same time, sidecars after them. */
  @Test
  void theSandboxEndsAfterTheServerWhoseJobsNeedIt() {
    var worker = pods().stream().filter(pod -> containers(pod).size() > 1).toList();
    assertThat(worker).hasSize(1);
    assertThat(worker.get(0).getContainers()).extracting(Container::getName).containsExactly("app");
    assertThat(worker.get(0).getInitContainers())
        .singleElement()
        .satisfies(
            sidecar -> {
              assertThat(sidecar.getName()).isEqualTo("sandbox");
              assertThat(sidecar.getRestartPolicy()).isEqualTo("Always");
            });
  }

  @Test
  void noContainerIsPrivilegedAndOnlyTheSandboxIsRoot() {
    assertThat(pods()).hasSize(5);
    for (PodSpec pod : pods()) {
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      for (var container : containers(pod)) {
        var security = container.getSecurityContext();
        assertThat(security.getPrivileged()).as(container.getName()).isNull();
        assertThat(security.getReadOnlyRootFilesystem()).as(container.getName()).isTrue();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        if (!container.getName().equals("sandbox")) {
          assertThat(security.getAllowPrivilegeEscalation()).as(container.getName()).isFalse();
          assertThat(security.getCapabilities().getAdd()).as(container.getName()).isEmpty();
        }
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getReadinessProbe()).as(container.getName()).isNotNull();
      }
    }
  }

  /**
   * What a container that is no node takes from the settings of the nodes, where they are there.
   */
  @ParameterizedTest
  @CsvSource({
    "artemis, MAX_QUEUE_DEPTH",
    "artemis, TASK_TTL",
    "sandbox, PIN_CORES",
    "sandbox, SANDBOX_STRICT"
  })
  void settingsReachWhoHasToKeepToThem(String name, String setting) {
    var containers =
        pods().stream()
            .flatMap(pod -> containers(pod).stream())
            .filter(container -> container.getName().equals(name));
    assertThat(containers.flatMap(container -> container.getEnv().stream()))
        .filteredOn(variable -> variable.getName().equals(setting))
        .singleElement()
        .extracting(variable -> variable.getValueFrom().getConfigMapKeyRef())
        .satisfies(
            source -> {
              assertThat(source.getName()).isEqualTo("evalx-settings");
              assertThat(source.getKey()).isEqualTo(setting);
              assertThat(source.getOptional()).isTrue();
            });
  }

  /** Beside them are files on their way and the server's own; a full volume ends its pod. */
  @Test
  void filesLeaveHalfOfTheVolumeThatTheyAreOn() {
    var settings =
        all("ConfigMap")
            .map(document -> strictly(document, ConfigMap.class))
            .filter(map -> map.getMetadata().getName().equals("evalx-settings"))
            .findFirst()
            .orElseThrow()
            .getData();
    var nodes =
        pods().stream()
            .filter(pod -> pod.getContainers().get(0).getImage().equals("evalx-app"))
            .toList();
    assertThat(nodes)
        .hasSize(2)
        .allSatisfy(
            pod -> assertThat(mib(settings, "MAX_FILE_STORE_MIB")).isLessThanOrEqualTo(half(pod)));
    var worker = nodes.stream().filter(pod -> containers(pod).size() > 1).findFirst().orElseThrow();
    var own = new HashMap<String, String>();
    worker.getContainers().get(0).getEnv().forEach(set -> own.put(set.getName(), set.getValue()));
    assertThat(mib(own, "FILE_CACHE_MIB")).isLessThanOrEqualTo(half(worker));
  }

  private static long mib(Map<String, String> settings, String name) {
    assertThat(settings).containsKey(name);
    return Long.parseLong(settings.get(name));
  }

  /** MiB of the volume that is a node's DATA_DIR. */
  private static long half(PodSpec pod) {
    var limit =
        pod.getVolumes().stream()
            .filter(volume -> volume.getName().equals("state"))
            .findFirst()
            .orElseThrow()
            .getEmptyDir()
            .getSizeLimit();
    return limit.getNumericalAmount().longValueExact() / (2 << 20);
  }

  /** Spot machines go after two minutes. */
  @Test
  void workersOnSpotMachinesUseTheTimeThatTheyHave() {
    var worker =
        all("Deployment")
            .map(document -> strictly(document, Deployment.class))
            .filter(KubernetesTest::isPatch)
            .map(deployment -> deployment.getSpec().getTemplate().getSpec())
            .findFirst()
            .orElseThrow();
    assertThat(worker.getContainers())
        .singleElement()
        .satisfies(
            app -> {
              assertThat(app.getName()).isEqualTo("app");
              assertThat(app.getEnv()).extracting(EnvVar::getName).containsExactly("DRAIN_TIMEOUT");
              assertThat(Long.parseLong(app.getEnv().get(0).getValue()) + 30)
                  .isEqualTo(worker.getTerminationGracePeriodSeconds())
                  .isLessThan(120);
            });
  }

  @Test
  void redisIsThatOfComposeAndItsPasswordIsNoArgument() throws IOException {
    var compose = Kubernetes.YAML.readTree(Path.of("deploy/compose/compose.yaml").toFile());
    var redis =
        pods().stream()
            .flatMap(pod -> pod.getContainers().stream())
            .filter(container -> container.getName().equals("redis"))
            .toList();
    assertThat(redis)
        .hasSize(2)
        .allSatisfy(
            container -> {
              assertThat(container.getImage())
                  .isEqualTo(compose.at("/services/redis/image").asText());
              assertThat(container.getCommand().get(2))
                  .containsPattern("^exec redis-server - [^\\n$]* <<END\nrequirepass ");
            });
  }

  /** Fields that older servers refuse: appArmorProfile, and sleep before a container's end. */
  @Test
  void thePageAsksForAVersionThatHasTheFields() throws IOException {
    var page = Files.readString(Path.of("deploy/kubernetes/README.md"));
    assertThat(Files.readString(Path.of("deploy/kubernetes/base/worker.yaml")))
        .contains("appArmorProfile:");
    assertThat(Files.readString(Path.of("deploy/kubernetes/base/api.yaml"))).contains("sleep:");
    assertThat(page).contains("Kubernetes 1.30 or newer").doesNotContain("1.29");
  }

  /** Metrics need no token inside the cluster. */
  @Test
  void theIngressKeepsMetricsFromTheInternet() {
    var ingresses = all("Ingress").map(document -> strictly(document, Ingress.class)).toList();
    assertThat(ingresses).hasSize(2);
    var closed =
        ingresses.stream()
            .filter(ingress -> paths(ingress).equals(List.of("ImplementationSpecific /metrics")))
            .findFirst()
            .orElseThrow();
    assertThat(closed.getMetadata().getAnnotations())
        .containsEntry("nginx.ingress.kubernetes.io/denylist-source-range", "0.0.0.0/0,::/0");
    assertThat(ingresses)
        .extracting(ingress -> ingress.getSpec().getIngressClassName())
        .containsOnly("nginx");
    assertThat(ingresses)
        .extracting(ingress -> ingress.getSpec().getRules().get(0).getHost())
        .containsOnly("evalx.example.org");
  }

  private static List<String> paths(Ingress ingress) {
    return ingress.getSpec().getRules().get(0).getHttp().getPaths().stream()
        .map(path -> path.getPathType() + " " + path.getPath())
        .toList();
  }

  @Test
  void workersGrowWithQueuesThatThereAre() {
    var queues = all("ScaledObject").findFirst().orElseThrow().findValuesAsText("queueName");
    assertThat(queues)
        .isNotEmpty()
        .isSubsetOf(
            new Languages().all().stream().map(Language::id).map("evalx.jobs."::concat).toList());
  }
}
