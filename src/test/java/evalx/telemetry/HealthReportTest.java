package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HealthReportTest {
  private static final HealthCheck UP = check("redis", () -> Health.up(Map.of("version", "7.0")));
  private static final HealthCheck DOWN = check("broker", () -> Health.down("is away", "start it"));

  private static final HealthCheck ALIVE =
      new HealthCheck() {
        @Override
        public Health look() {
          return Health.up(Map.of());
        }

        @Override
        public String name() {
          return "evalx";
        }

        @Override
        public Set<Probe> probes() {
          return Set.of(Probe.LIVE);
        }
      };

  private static HealthCheck check(String name, Supplier<Health> look) {
    return new HealthCheck() {
      @Override
      public Health look() {
        return look.get();
      }

      @Override
      public String name() {
        return name;
      }
    };
  }

  private static String json(HealthReport.Answer answer) {
    return new String(answer.json(), StandardCharsets.UTF_8);
  }

  @Test
  void eachProbeAsksItsOwnParts() {
    var report = new HealthReport(List.of(UP, DOWN, ALIVE));

    var live = report.look(Optional.of(Probe.LIVE));
    var ready = report.look(Optional.of(Probe.READY));

    assertThat(live.isUp()).isTrue();
    assertThat(json(live))
        .isEqualTo("{\"status\":\"UP\",\"checks\":[{\"name\":\"evalx\",\"status\":\"UP\"}]}");
    assertThat(ready.isUp()).isFalse();
    assertThat(json(ready))
        .isEqualTo(
            "{\"status\":\"DOWN\",\"checks\":["
                + "{\"name\":\"broker\",\"status\":\"DOWN\","
                + "\"data\":{\"reason\":\"is away\",\"remedy\":\"start it\"}},"
                + "{\"name\":\"redis\",\"status\":\"UP\",\"data\":{\"version\":\"7.0\"}}]}");
    assertThat(json(report.look(Optional.empty()))).contains("evalx", "broker", "redis");
  }

  @Test
  void aCheckThatFailsIsDownUnderTheNameOfItsPart() {
    var fails =
        check(
            "disk",
            () -> {
              throw new IllegalStateException("test");
            });

    var answer = new HealthReport(List.of(UP, fails)).look(Optional.empty());

    assertThat(answer.isUp()).isFalse();
    assertThat(json(answer))
        .contains("{\"name\":\"disk\",\"status\":\"DOWN\"", "the check itself failed")
        .doesNotContain("test\"");
  }
}
