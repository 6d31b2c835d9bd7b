package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.history.Cursor;
import evalx.history.HistoryFilter;
import evalx.intake.NotAllowed;
import evalx.language.Languages;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryQueryTest {
  private static final Instant NOON = Instant.parse("2026-03-31T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
  private static final Caller ALICE =
      new Caller(Optional.of("alice"), "192.0.2.7", Set.of(Caller.Scope.READ));
  private static final Caller ADMIN =
      new Caller(Optional.of("root"), "192.0.2.7", Set.of(Caller.Scope.READ, Caller.Scope.ADMIN));

  private final MultivaluedHashMap<String, String> parameters = new MultivaluedHashMap<>();

  private HistoryQuery query() {
    return new HistoryQuery(new Query(parameters), new Languages());
  }

  @Test
  void withoutParametersItIsTheFirstPageOfTheCallersOwn() {
    var page = query().page(ALICE);

    assertThat(page.limit()).isEqualTo(50);
    assertThat(page.after()).isEmpty();
    assertThat(page.filter().caller()).contains("name:alice");
    assertThat(page.filter().period())
        .isEqualTo(new HistoryFilter.Period(Optional.empty(), Optional.empty()));
  }

  @Test
  void everyFilterIsRead() {
    var cursor = new Cursor(NOON, SubmissionId.random());
    parameters.add("language", "py");
    parameters.add("status", "Runtime Error (NZEC)");
    parameters.add("from", "2026-03-01T01:00:00+01:00");
    parameters.add("to", "2026-03-02T00:00:00Z");
    parameters.add("cursor", cursor.text());
    parameters.add("limit", "200");

    var page = query().page(ALICE);

    assertThat(page.limit()).isEqualTo(200);
    assertThat(page.after()).contains(cursor);
    assertThat(page.filter().language()).contains("python");
    assertThat(page.filter().status()).contains("Runtime Error (NZEC)");
    assertThat(page.filter().period().from()).contains(Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(page.filter().period().to()).contains(Instant.parse("2026-03-02T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "cursor, x",
    "limit, 0",
    "limit, 201",
    "language, cobalt",
    "status, Fine",
    "status, Finished",
    "from, yesterday",
    "from, 2026-03-01",
    "from, -0001-03-01T00:00:00Z",
    "to, +10000-03-01T00:00:00Z",
    "form, 2026-03-01T00:00:00Z"
  })
  void wrongParametersAreNamed(String name, String value) {
    parameters.add(name, value);

    assertThatThrownBy(() -> query().page(ALICE))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.problem().status()).isEqualTo(422);
              assertThat(refusal.problem().errors()).hasSize(1);
              assertThat(refusal.problem().errors().get(0).field()).isEqualTo(name);
            });
  }

  @Test
  void aPeriodThatEndsBeforeItBeginsIsWrong() {
    parameters.add("from", "2026-03-02T00:00:00Z");
    parameters.add("to", "2026-03-02T00:00:00Z");

    assertThatThrownBy(() -> query().statistics(ALICE, CLOCK)).isInstanceOf(Refusal.class);
  }

  @Test
  void submissionsOfOthersAreForAdministrators() {
    assertThat(query().page(ADMIN).filter().caller()).isEmpty();
    parameters.add("caller", "name:bob");

    assertThat(query().page(ADMIN).filter().caller()).contains("name:bob");
    assertThatThrownBy(() -> query().page(ALICE)).isInstanceOf(NotAllowed.class);
    assertThatThrownBy(() -> query().statistics(ALICE, CLOCK)).isInstanceOf(NotAllowed.class);
  }

  @Test
  void statisticsAreOfTheLastThirtyDaysAndOfAllCallers() {
    var filter = query().statistics(ALICE, CLOCK);

    assertThat(filter.caller()).isEmpty();
    assertThat(filter.period().from()).contains(Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(filter.period().to()).isEmpty();
  }

  @Test
  void statisticsUpToATimeAreOfThirtyDaysBeforeIt() {
    parameters.add("to", "2026-01-31T12:00:00Z");

    assertThat(query().statistics(ALICE, CLOCK).period().from())
        .contains(Instant.parse("2026-01-02T00:00:00Z"));
  }

  @Test
  void statisticsHaveNoPages() {
    parameters.add("cursor", "x");

    assertThatThrownBy(() -> query().statistics(ALICE, CLOCK)).isInstanceOf(Refusal.class);
  }
}
