package evalx.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same figures for people and for programs. */
class ReportTest {
  private static final List<Figure> FIGURES =
      List.of(
          Figure.of("batch cpp", "runs/s", List.of(Round.of(1100, 3300), Round.of(1320, 3300)))
              .aimingAt(Target.ratioAtLeast(0.33))
              .with(Map.of("cpu_server_us_a_run", 250.0)),
          Figure.of("submit", "requests/s", List.of(Round.of(99.5))).aimingAt(Target.atLeast(1500)),
          Figure.of("latency", "ms", List.of(Round.of(7.123, 0.54))));

  @Test
  void theTableIsAligned() {
    assertThat(Table.of(FIGURES))
        .isEqualTo(
            """
            MEASURE             FIGURE   BARE  RATIO  TARGET
            batch cpp      1210 runs/s   3300  0.367  ratio >= 0.33  met
            submit     99.5 requests/s                >= 1500        missed
            latency            7.12 ms  0.540   13.2
            """);
  }

  @Test
  void numbersShowThreeDigitsAndNoExponent() {
    assertThat(List.of(0.12345, 1.2345, 12.345, 123.45, 1_234_567.0))
        .map(Table::number)
        .containsExactly("0.123", "1.23", "12.3", "123", "1234567");
  }

  @Test
  void jsonHasTheRounds() throws IOException {
    var json = Json.MAPPER.readTree(Json.of(Instant.EPOCH, 2, FIGURES, List.of("docker is away")));
    assertThat(json.get("at").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(json.get("cores").asInt()).isEqualTo(2);
    JsonNode batch = json.get("figures").get(0);
    assertThat(batch.get("name").asText()).isEqualTo("batch cpp");
    assertThat(batch.get("unit").asText()).isEqualTo("runs/s");
    assertThat(batch.get("value").asDouble()).isEqualTo(1210);
    assertThat(batch.get("bare").asDouble()).isEqualTo(3300);
    assertThat(batch.get("met").asBoolean()).isTrue();
    assertThat(batch.get("rounds").get(1).get("value").asDouble()).isEqualTo(1320);
    assertThat(batch.get("details").get("cpu_server_us_a_run").asDouble()).isEqualTo(250);
    assertThat(json.get("notes").get(0).asText()).isEqualTo("docker is away");
    assertThat(json.get("figures").get(1).has("bare")).isFalse();
    assertThat(json.get("figures").get(2).has("met")).isFalse();
  }
}
