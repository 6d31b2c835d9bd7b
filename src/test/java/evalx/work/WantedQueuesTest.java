package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WantedQueuesTest {
  @Test
  void aNodeTakesJobsThatAskForNoVersionOrForOneItHasWithAnyDriver() {
    var wanted =
        WantedQueues.of(
            Map.of(
                "native", Map.of("java", List.of("17.0.15", "11.0.2"), "c", List.of("12.2.0")),
                "docker", Map.of("java", List.of("21.0.1"))));

    assertThat(wanted)
        .containsOnlyKeys("evalx.jobs.c", "evalx.jobs.java")
        .containsEntry(
            "evalx.jobs.java",
            "evalx_version IS NULL OR evalx_version IN"
                + " ('11','11.0','11.0.2','17','17.0','17.0.15','21','21.0','21.0.1')");
  }

  @Test
  void aNodeWithoutLanguagesTakesNothing() {
    assertThat(WantedQueues.of(Map.of("native", Map.of()))).isEmpty();
  }
}
