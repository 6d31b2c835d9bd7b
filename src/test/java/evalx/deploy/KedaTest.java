package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kinds of KEDA and the rules of Prometheus' adapter, which no client's models have: the fields
 * here are those of KEDA 2.17 and of the adapter 0.12 that are used, with their types and ranges.
 */
class KedaTest {
  private static final Path RULES = Path.of("deploy/kubernetes/monitoring/adapter.yml");

  private static final Shape NUMBER = Shape.text("[0-9]+([.][0-9]+)?");
  private static final Shape METADATA = Shape.object().needs("name", Shape.text("[a-z0-9-]{1,63}"));
  private static final Shape REFERENCE =
      Shape.object()
          .needs("name", Shape.text())
          .may("kind", Shape.text("(Cluster)?TriggerAuthentication"));

  private static final Map<String, Shape> TRIGGERS =
      Map.of(
          "artemis-queue",
              trigger(
                  Shape.object()
                      .needs("managementEndpoint", Shape.text("[a-z.-]+:[0-9]+"))
                      .needs("brokerName", Shape.text())
                      .needs("brokerAddress", Shape.text())
                      .needs("queueName", Shape.text())
                      .may("queueLength", Shape.text("[1-9][0-9]*"))
                      .may("activationQueueLength", Shape.text("[0-9]+"))
                      .may("corsHeader", Shape.text("https?://.+")),
                  "AverageValue"),
          "prometheus",
              trigger(
                  Shape.object()
                      .needs("serverAddress", Shape.text("https?://.+"))
                      .needs("query", Shape.text())
                      .needs("threshold", NUMBER)
                      .may("activationThreshold", NUMBER)
                      .may("ignoreNullValues", Shape.text("true|false")),
                  "AverageValue"),
          "cpu",
              trigger(
                  Shape.object().needs("value", NUMBER).may("containerName", Shape.text()),
                  "Utilization|AverageValue"));

  private static final Shape SCALED_OBJECT =
      Shape.object()
          .needs("scaleTargetRef", Shape.object().needs("name", Shape.text()))
          .may("minReplicaCount", Shape.whole(0))
          .may("maxReplicaCount", Shape.whole(1))
          .may("pollingInterval", Shape.whole(1))
          .may("cooldownPeriod", Shape.whole(0))
          .may(
              "fallback",
              Shape.object()
                  .needs("failureThreshold", Shape.whole(0))
                  .needs("replicas", Shape.whole(0)))
          .may(
              "advanced",
              Shape.object()
                  .may(
                      "horizontalPodAutoscalerConfig",
                      Shape.object().may("behavior", KedaTest::behaviour)))
          .needs("triggers", Shape.list(Shape.by("type", TRIGGERS)));

  private static final Map<String, Shape> SPECS =
      Map.of(
          "ScaledObject",
          SCALED_OBJECT,
          "TriggerAuthentication",
          Shape.object()
              .needs(
                  "secretTargetRef",
                  Shape.list(
                      Shape.object()
                          .needs("parameter", Shape.text())
                          .needs("name", Shape.text())
                          .needs("key", Shape.text()))));

  private static final Shape RESOURCE =
      Shape.object().may("group", Shape.text()).needs("resource", Shape.text());

  private static final Shape ADAPTER =
      Shape.object()
          .needs(
              "rules",
              Shape.list(
                  Shape.object()
                      .needs("seriesQuery", Shape.text())
                      .needs("resources", Shape.object().needs("overrides", Shape.map(RESOURCE)))
                      .needs(
                          "name",
                          Shape.object().needs("matches", Shape.text()).needs("as", Shape.text()))
                      .needs("metricsQuery", Shape.text())));

  private static Shape trigger(Shape metadata, String metricTypes) {
    return Shape.object()
        .needs("type", Shape.text())
        .needs("metadata", metadata)
        .needs("metricType", Shape.text(metricTypes))
        .may("authenticationRef", REFERENCE);
  }

  private static List<String> behaviour(String at, JsonNode value) {
    return Kubernetes.faults(value, HorizontalPodAutoscalerBehavior.class);
  }

  private static List<String> faults(JsonNode document) {
    var spec = Objects.requireNonNull(SPECS.get(document.path("kind").asText()));
    return Shape.object()
        .needs("apiVersion", Shape.text("keda[.]sh/v1alpha1"))
        .needs("kind", Shape.text())
        .needs("metadata", METADATA)
        .needs("spec", spec)
        .faults("", document);
  }

  private static JsonNode one(String kind) {
    return Kubernetes.all(kind).findFirst().orElseThrow();
  }

  private static Set<String> texts(JsonNode list, String member) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> item.path(member).asText())
        .collect(Collectors.toSet());
  }

  @Test
  void everyFieldIsOneOfKedasWithAValueOfItsType() {
    var documents = Kubernetes.documents().filter(Kubernetes::isKeda).toList();
    assertThat(documents).hasSize(2).allSatisfy(each -> assertThat(faults(each)).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/spec|minReplicas|2|.spec.minReplicas is not known",
        "/spec|minReplicaCount|\"2\"|.spec.minReplicaCount is no whole number from 0 on: \"2\"",
        "/spec/fallback|behaviour|\"x\"|.spec.fallback.behaviour is not known",
        "/spec/triggers/0|authRef|{}|.spec.triggers[0].authRef is not known",
        "/spec/triggers/0/metadata|queueLenght|\"9\"|.spec.triggers[0].metadata.queueLenght is not known",
        "/spec/triggers/0/metadata|queueLength|50|.spec.triggers[0].metadata.queueLength is no text that matches [1-9][0-9]*: 50",
        "/spec/triggers/0|type|\"artemis\"|.spec.triggers[0].type is not known: \"artemis\"",
        "/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown|window|1|Unrecognized field \"window\"",
      })
  void whatKedaWouldNotReadIsRefused(String at, String field, String value, String fault)
      throws JsonProcessingException {
    var document = (ObjectNode) one("ScaledObject").deepCopy();
    ((ObjectNode) document.at(at)).set(field, Kubernetes.YAML.readTree(value));

    assertThat(faults(document)).singleElement().asString().startsWith(fault);
  }

  @Test
  void aTriggerThatLacksItsBrokerIsRefused() {
    var document = (ObjectNode) one("ScaledObject").deepCopy();
    ((ObjectNode) document.at("/spec/triggers/0/metadata")).remove("brokerName");

    assertThat(faults(document))
        .containsExactly(".spec.triggers[0].metadata.brokerName is missing");
  }

  /** KEDA refuses a trigger of CPU where a container of the target asks for none. */
  @Test
  void whatIsScaledExistsAndAsksForCpu() {
    var target = one("ScaledObject").at("/spec/scaleTargetRef/name").asText();
    var deployment =
        Kubernetes.all("Deployment")
            .filter(each -> each.at("/metadata/name").asText().equals(target))
            .filter(each -> each.at("/spec/template/spec/containers/0").has("image"))
            .findFirst()
            .orElseThrow();

    for (var kind : List.of("containers", "initContainers")) {
      assertThat(deployment.at("/spec/template/spec/" + kind))
          .isNotEmpty()
          .allSatisfy(
              each -> assertThat(each.at("/resources/requests/cpu").isValueNode()).isTrue());
    }
    assertThat(deployment.at("/spec").has("replicas")).isFalse();
  }

  /** The scaler of Artemis needs an account, whose parts are keys of the secret. */
  @Test
  void theAccountOfTheBrokerIsOneThatThePageMakes() throws IOException {
    var authentication = one("TriggerAuthentication");
    var parts = authentication.at("/spec/secretTargetRef");
    assertThat(texts(parts, "parameter")).containsExactlyInAnyOrder("username", "password");
    var page = Files.readString(Path.of("deploy/kubernetes/README.md"));
    assertThat(texts(parts, "key"))
        .allSatisfy(key -> assertThat(page).contains("--from-literal=" + key + "="));
    for (JsonNode trigger : one("ScaledObject").at("/spec/triggers")) {
      if (trigger.get("type").asText().equals("artemis-queue")) {
        assertThat(trigger.at("/authenticationRef/name"))
            .isEqualTo(authentication.at("/metadata/name"));
      }
    }
  }

  @Test
  void theAdapterMakesTheMetricByWhichTheApiGrows() throws IOException {
    var rules = Kubernetes.YAML.readTree(RULES.toFile());
    assertThat(ADAPTER.faults("", rules)).isEmpty();

    var rule = rules.at("/rules/0");
    var made =
        "evalx_http_requests_total"
            .replaceAll(
                rule.at("/name/matches").asText(),
                rule.at("/name/as").asText().replace("${1}", "$1"));
    assertThat(one("HorizontalPodAutoscaler").at("/spec/metrics/1/pods/metric/name").asText())
        .isEqualTo(made);
    var wrong = (ObjectNode) rules.deepCopy();
    ((ObjectNode) wrong.at("/rules/0")).put("metricQuery", "x");
    assertThat(ADAPTER.faults("", wrong)).containsExactly(".rules[0].metricQuery is not known");
  }
}
