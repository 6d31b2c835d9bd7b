package evalx.dialect.judge0;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.history.Statistics;
import evalx.language.Languages;
import evalx.node.Offer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CountsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 2);

  private final KeptHistory history = new KeptHistory();
  private final Counts counts =
      new Counts(
          history,
          new KnownLanguages(
              new Languages(),
              () -> new Offer(1, Map.of("c", List.of("12.2.0")), Map.of(), Map.of(), Map.of())),
          Clock.fixed(Instant.parse("2026-01-02T23:59:59Z"), ZoneOffset.UTC));

  private void day(LocalDate date, String language, Map<String, Long> statuses) {
    history.days.add(new Statistics.Day(date, language, statuses, Optional.empty()));
  }

  private static String item(JsonNode item, String kind) {
    return item.at("/" + kind + "/id")
        + " "
        + item.at("/" + kind + "/name")
        + " "
        + item.get("count");
  }

  @Test
  void languagesAndStatusesHaveTheIdsOfJudge0() {
    day(TODAY, "c", Map.of("Accepted", 2L));
    day(TODAY.minusDays(1), "c", Map.of("Wrong Answer", 3L));
    day(TODAY, "python", Map.of("Accepted", 2L));
    day(TODAY, "pypy", Map.of("Accepted", 1L));

    var json = counts.json();

    assertThat(json.get("languages"))
        .extracting(language -> item(language, "language"))
        .containsExactly("48 \"C (GCC 12.2.0)\" 5", "71 \"Python\" 2", "null \"pypy\" 1");
    assertThat(json.get("statuses"))
        .extracting(status -> item(status, "status"))
        .containsExactly("3 \"Accepted\" 5", "4 \"Wrong Answer\" 3");
    assertThat(json.at("/submissions/total").asInt()).isEqualTo(8);
    assertThat(json.at("/submissions/today").asInt()).isEqualTo(5);
    assertThat(json.at("/submissions/last_30_days/" + TODAY.minusDays(1)).asInt()).isEqualTo(3);
  }

  @Test
  void withoutAHistoryNothingIsCounted() {
    history.on = false;

    assertThat(counts.json().at("/submissions/total").asInt()).isZero();
  }
}
