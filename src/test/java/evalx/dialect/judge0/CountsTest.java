package evalx.dialect.judge0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.MovingClock;
import evalx.api.Door;
import evalx.history.Statistics;
import evalx.language.Languages;
import evalx.node.Offer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 2);

  private final MovingClock clock = new MovingClock(Instant.parse("2026-01-02T23:59:00Z"));
  private final KeptHistory history = new KeptHistory();
  private final Counts counts =
      new Counts(
          history,
          new KnownLanguages(
              new Languages(),
              () ->
                  new Offer(
                      1, Map.of("c", List.of("12.2.0")), Map.of(), Map.of(), Map.of(), Set.of())),
          clock);

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
  void whatWasCountedIsToldForSomeSeconds() {
    day(TODAY, "c", Map.of("Accepted", 2L));
    var first = counts.json();
    assertThat(first.get("created_at").asText()).isEqualTo("2026-01-02T23:59:00.000Z");
    assertThat(first.get("cached_until").asText()).isEqualTo("2026-01-02T23:59:10.000Z");

    day(TODAY, "c", Map.of("Accepted", 3L));
    clock.pass(Duration.ofSeconds(9));
    assertThat(counts.json()).isEqualTo(first);
    clock.pass(Duration.ofSeconds(1));
    assertThat(counts.json().at("/submissions/total").asInt()).isEqualTo(5);
  }

  @Test
  void oneCountsAtATime() {
    day(TODAY, "c", Map.of("Accepted", 2L));
    var others = new ArrayList<Throwable>();
    history.meanwhile =
        () -> {
          others.add(catchThrowable(counts::json));
          others.add(catchThrowable(counts::json));
        };
    var first = counts.json();

    assertThat(others)
        .hasSize(2)
        .allSatisfy(refused -> assertThat(Door.problem(refused).status()).isEqualTo(503));

    history.meanwhile = () -> assertThat(counts.json()).isEqualTo(first);
    clock.pass(Duration.ofSeconds(10));
    assertThat(counts.json()).isNotEqualTo(first);
  }

  @Test
  void withoutAHistoryNothingIsCounted() {
    history.on = false;

    assertThat(counts.json().at("/submissions/total").asInt()).isZero();
  }
}
