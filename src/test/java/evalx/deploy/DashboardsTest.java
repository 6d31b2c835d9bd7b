package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboards are whole, and name no metric that is not documented. */
class DashboardsTest {
  private static final Pattern METRIC = Pattern.compile("\\bevalx_[a-z_]+");
  private static final int COLUMNS = 24;

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"operators", "capacity"})
  void panelsLieSideBySideAndAskForData(String name) throws IOException {
    var dashboard = new ObjectMapper().readTree(read("deploy/grafana/" + name + ".json"));
    var ids = new HashSet<Integer>();
    var cells = new HashSet<String>();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).isTrue();
      var place = panel.get("gridPos");
      assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(COLUMNS);
      for (int x = 0; x < place.get("w").asInt(); x++) {
        for (int y = 0; y < place.get("h").asInt(); y++) {
          var cell = (place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y);
          assertThat(cells.add(cell)).as("%s of %s", cell, panel.get("title")).isTrue();
        }
      }
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
        assertThat(panel.get("targets")).isNotEmpty();
        assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
      }
    }
  }

  @Test
  void everyMetricOfAnAlertOrADashboardIsDocumented() throws IOException {
    var documented = metrics(read("docs/operations.md"));
    for (var file :
        Set.of(
            "deploy/prometheus/alerts.yml",
            "deploy/grafana/operators.json",
            "deploy/grafana/capacity.json")) {
      var used = metrics(read(file));
      used.removeIf(metric -> metric.startsWith("evalx_webhook_"));
      assertThat(documented).as(file).containsAll(used);
    }
  }

  private static Set<String> metrics(String text) {
    var metrics = new TreeSet<String>();
    var found = METRIC.matcher(text.replace("`..._", "`evalx_redis_connections_"));
    while (found.find()) {
      metrics.add(found.group().replaceAll("(?<=_seconds)_(bucket|sum|count)$", ""));
    }
    return metrics;
  }
}
