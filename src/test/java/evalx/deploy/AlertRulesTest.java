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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No alert is without its proofs; promtool runs those of the rules in DeployFilesIT. */
class AlertRulesTest {
  private static final Path FOLDER = Path.of("deploy/prometheus");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static List<String> alerts() throws IOException {
    var rules = YAML.readTree(FOLDER.resolve("alerts.yml").toFile());
    return rules.get("groups").findValuesAsText("alert");
  }

  /** The alerts that tests of the rules expect to fire, or not to. */
  private static List<String> tested(boolean fires) throws IOException {
    var names = new ArrayList<String>();
    for (var file : List.of("alerts_test.yml", "baseline_test.yml")) {
      for (JsonNode test : YAML.readTree(FOLDER.resolve(file).toFile()).get("tests")) {
        for (JsonNode each : test.get("alert_rule_test")) {
          if (each.get("exp_alerts").isEmpty() != fires) {
            names.add(each.get("alertname").asText());
          }
        }
      }
    }
    return names;
  }

  @Test
  void promtoolSeesEachFireAndEachSilent() throws IOException {
    assertThat(tested(true)).containsAll(alerts());
    assertThat(tested(false)).containsAll(alerts());
  }

  @Test
  void eachIsSeenToArriveAtAReceiver() throws IOException {
    var heard = new ArrayList<String>();
    for (var test : List.of("AlertsIT", "OutageAlertsIT")) {
      heard.add(Files.readString(Path.of("src/test/java/evalx/system", test + ".java")));
    }
    assertThat(alerts())
        .hasSize(21)
        .allSatisfy(
            alert ->
                assertThat(
                        Stream.of("watch.hears(\"" + alert + '"', ", \"" + alert + "\");")
                            .anyMatch(call -> heard.stream().anyMatch(text -> text.contains(call))))
                    .as(alert)
                    .isTrue());
  }

  @Test
  void eachStandsOnThePage() throws IOException {
    var page = Files.readString(Path.of("docs/operations.md"));
    assertThat(alerts()).allSatisfy(alert -> assertThat(page).contains('`' + alert + '`'));
  }
}
