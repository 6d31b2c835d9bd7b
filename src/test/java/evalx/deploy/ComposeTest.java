package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the containers of compose.yaml may do, and whom they reach. */
class ComposeTest {
  private static final Path FILE = Path.of("deploy/compose/compose.yaml");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private JsonNode compose;

  @BeforeEach
  void read() throws IOException {
    compose = YAML.readTree(FILE.toFile());
  }

  private Set<Map.Entry<String, JsonNode>> services() {
    return compose.get("services").properties();
  }

  /** The value that a service has itself, or takes from the part that it names with {@code <<}. */
  private JsonNode value(JsonNode service, String name) {
    assertThat(service.get("<<").toString()).contains("service");
    return service.has(name) ? service.get(name) : compose.get("x-service").path(name);
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static Set<String> words(Path file, String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void onlyTheWorkerHasCapabilitiesAndEachServiceHasBounds() {
    for (var entry : services()) {
      var service = entry.getValue();
      assertThat(service.has("privileged")).as(entry.getKey()).isFalse();
      assertThat(value(service, "read_only").asBoolean()).as(entry.getKey()).isTrue();
      assertThat(texts(value(service, "cap_drop"))).as(entry.getKey()).containsExactly("ALL");
      assertThat(texts(value(service, "security_opt"))).contains("no-new-privileges:true");
      assertThat(service.has("cap_add")).isEqualTo(entry.getKey().equals("worker"));
      for (var bound : List.of("mem_limit", "cpus", "pids_limit")) {
        assertThat(service.has(bound)).as(entry.getKey() + " " + bound).isTrue();
      }
    }
  }

  /**
   * Elsewhere the hard limit of core dumps may be 0, which SYS_RESOURCE raises; Docker sets none.
   */
  @Test
  void theDaemonHasNoMoreCapabilitiesThanElsewhere() throws IOException {
    var kubernetes = YAML.readTree(Path.of("deploy/kubernetes/base/worker.yaml").toFile());
    var elsewhere = new TreeSet<>(texts(kubernetes.findValue("add")));
    assertThat(elsewhere)
        .isEqualTo(words(Path.of("deploy/systemd/evalx-sandbox.service"), "CAP_([A-Z_]+)"));
    elsewhere.remove("SYS_RESOURCE");
    assertThat(texts(compose.at("/services/worker/cap_add")))
        .containsExactlyInAnyOrderElementsOf(elsewhere);
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void theBrokerHasTheLimitsOfTheNodes() {
    assertThat(names(compose.get("x-limits")))
        .containsExactlyInAnyOrder("MAX_QUEUE_DEPTH", "TASK_TTL");
    assertThat(compose.at("/x-settings/<<").asText()).isEqualTo("limits");
    assertThat(compose.at("/services/artemis/environment/<<").asText()).isEqualTo("limits");
  }

  /** What an operator writes there would do nothing where a node has it too. */
  @Test
  void whatOneNodeHasIsNoSettingOfAll() {
    var ofAll = names(compose.get("x-settings"));
    ofAll.remove("<<");
    ofAll.addAll(names(compose.get("x-limits")));
    assertThat(names(compose.at("/services/worker/environment")))
        .contains("MAX_CONCURRENT_SANDBOXES", "JAVA_TOOL_OPTIONS");
    for (var service : List.of("api", "worker")) {
      var own = compose.at("/services/" + service + "/environment");
      assertThat(own.get("<<").asText()).isEqualTo("settings");
      assertThat(names(own)).doesNotContainAnyElementsOf(ofAll);
    }
  }

  @Test
  void onlyNodesReachBrokerAndRedis() {
    assertThat(compose.at("/networks/jobs/internal").asBoolean()).isTrue();
    for (var entry : services()) {
      var networks = texts(entry.getValue().get("networks"));
      switch (entry.getKey()) {
        case "artemis", "redis", "cache" -> assertThat(networks).containsExactly("jobs");
        case "api", "worker" -> assertThat(networks).contains("jobs");
        default -> assertThat(networks).as(entry.getKey()).doesNotContain("jobs");
      }
      assertThat(texts(entry.getValue().path("ports")))
          .allMatch(port -> port.startsWith("127.0.0.1:"));
    }
  }

  @Test
  void imagesOfOthersHaveVersions() {
    for (var entry : services()) {
      assertThat(entry.getValue().get("image").asText())
          .matches("evalx-[a-z]+|redis|[a-z/-]+:v?[0-9]+\\.[0-9]+\\.[0-9]+(-bookworm)?");
    }
  }

  @Test
  void everySecretIsMadeByPrepare() throws IOException {
    var made =
        words(
            Path.of("deploy/compose/prepare.sh"),
            "\\b([a-z]+-(?:password|url|tokens|secret)|alertmanager[.]yml)\\b");
    assertThat(compose.get("secrets").findValuesAsText("file"))
        .containsExactlyInAnyOrderElementsOf(
            made.stream().map(name -> "./secrets/" + name).toList());
  }

  @Test
  void alertsGoToAnAlertmanagerThatReachesTheOutside() throws IOException {
    var prometheus = YAML.readTree(Path.of("deploy/compose/prometheus.yml").toFile());
    assertThat(prometheus.at("/alerting/alertmanagers/0/static_configs/0/targets/0").asText())
        .isEqualTo("alertmanager:9093");
    assertThat(texts(compose.at("/services/alertmanager/networks")))
        .containsExactly("metrics", "desk");
    assertThat(compose.at("/networks/desk/internal").asBoolean()).isFalse();
  }

  /**
   * A name that Docker's DNS no longer has is no target, of which no alert tells that it is down.
   */
  @Test
  void theApiNodeIsATargetAlsoWhileItIsDown() throws IOException {
    var prometheus = YAML.readTree(Path.of("deploy/compose/prometheus.yml").toFile());
    var nodes = prometheus.at("/scrape_configs/0");
    assertThat(nodes.get("job_name").asText()).isEqualTo("evalx");
    assertThat(texts(nodes.at("/static_configs/0/targets"))).containsExactly("api:3000");
    assertThat(texts(nodes.at("/dns_sd_configs/0/names"))).containsExactly("worker");
    assertThat(texts(compose.at("/services/api/ports"))).containsExactly("127.0.0.1:3000:3000");
  }

  @Test
  void grafanaIsGivenItsDashboardsAndReachesPrometheus() throws IOException {
    var provisioning = Path.of("deploy/grafana/provisioning");
    var dashboards = YAML.readTree(provisioning.resolve("dashboards/evalx.yml").toFile());
    var sources = YAML.readTree(provisioning.resolve("datasources/prometheus.yml").toFile());
    var grafana = compose.at("/services/grafana");
    var folder = dashboards.at("/providers/0/options/path").asText();

    assertThat(texts(grafana.get("volumes")))
        .contains(
            "../grafana/provisioning:/etc/grafana/provisioning:ro",
            "../grafana/operators.json:" + folder + "/operators.json:ro",
            "../grafana/capacity.json:" + folder + "/capacity.json:ro");
    assertThat(sources.at("/datasources/0/type").asText()).isEqualTo("prometheus");
    assertThat(sources.at("/datasources/0/url").asText()).isEqualTo("http://prometheus:9090");
    assertThat(texts(grafana.get("networks")))
        .containsAnyElementsOf(texts(compose.at("/services/prometheus/networks")));
  }
}
