package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistorySettingsTest {
  @Test
  void historyIsOffByDefault() {
    assertThat(history(Map.of()))
        .isEqualTo(new HistorySettings(false, Optional.empty(), Duration.ofDays(30)));
    assertThat(history(Map.of("HISTORY", "true", "HISTORY_DAYS", "7")))
        .isEqualTo(new HistorySettings(true, Optional.empty(), Duration.ofDays(7)));
  }

  @Test
  void aUrlMeansPostgresAndItsAccountLeavesTheUrl() {
    var history =
        history(
            Map.of("DATABASE_URL", "postgres://eva%40x:p%3Ass+1@db:5433/evalx?sslmode=require"));

    assertThat(history.isOn()).isTrue();
    var database = history.database().orElseThrow();
    assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db:5433/evalx?sslmode=require");
    assertThat(database.account()).contains(new Account("eva@x", "p:ss+1"));
    assertThat(database.where()).isEqualTo("postgresql://db:5433/evalx");
    assertThat(history.toString()).doesNotContain("p:ss");
  }

  @Test
  void theAccountMayStandBesideTheUrl() {
    var set =
        Map.of(
            "DATABASE_URL", "jdbc:postgresql://[::1]/evalx",
            "DATABASE_USER", "eva",
            "DATABASE_PASSWORD", "hush");

    var database = history(set).database().orElseThrow();

    assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]/evalx");
    assertThat(database.account()).contains(new Account("eva", "hush"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://eva:hush@db/evalx",
        "postgresql:eva:hush",
        "postgresql://eva:hush@/evalx",
        "postgresql://eva:hush@db",
        "postgresql://eva:hush@db/",
        "postgresql://eva:hush@db/a/b",
        "postgresql://db/evalx?user=eva&password=hush",
        "postgresql://eva:hush@db:port/evalx",
        "postgresql://eva:%hush@db/evalx",
        "jdbc:h2:file:/hush"
      })
  void aBadUrlStopsStartUpAndIsNotRepeated(String url) {
    assertThatThrownBy(() -> history(Map.of("DATABASE_URL", url)))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("DATABASE_URL")
        .hasMessageNotContaining("hush");
  }

  @Test
  void nodesOfAClusterNeedOneDatabase() {
    var set = new HashMap<>(Map.of("HISTORY", "true", "ROLE", "api", "ARTEMIS_URL", "tcp://b:1"));
    assertThatThrownBy(() -> history(set))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith("HISTORY");

    set.put("DATABASE_URL", "postgresql://db/evalx");
    assertThat(history(set).isOn()).isTrue();
  }

  private static HistorySettings history(Map<String, String> set) {
    return Settings.of(set::get).stores().history();
  }
}
