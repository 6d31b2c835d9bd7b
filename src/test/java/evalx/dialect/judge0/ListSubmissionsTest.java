package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.api.Doors;
import evalx.format.Json;
import evalx.history.Ending;
import evalx.history.HistoryFilter;
import evalx.history.HistoryItem;
import evalx.history.Origin;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.submission.Caller;
import evalx.submission.Caller.Scope;
import evalx.submission.SubmissionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListSubmissionsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Caller ADMIN =
      new Caller(Optional.of("root"), "", Set.of(Scope.READ, Scope.ADMIN));
  private static final Caller EVA = new Caller(Optional.of("eva"), "", Set.of(Scope.READ));

  private final KeptHistory history = new KeptHistory();
  private final KnownLanguages languages =
      new KnownLanguages(
          new Languages(),
          () ->
              new Offer(1, Map.of("c", List.of("12.2.0")), Map.of(), Map.of(), Map.of(), Set.of()));

  private static HistoryItem item(String language, Optional<Ending> ending) {
    return new HistoryItem(
        SubmissionId.random(), new Origin(language, 1, TIME), Optional.of("name:eva"), ending);
  }

  private static Ending ending(String verdict) {
    return new Ending(
        verdict,
        Optional.of("12.2.0"),
        0,
        Optional.of(new Ending.Use(Duration.ofMillis(45), 1024)),
        new Ending.Execution("host", 1, Optional.empty(), TIME.plusSeconds(1)));
  }

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"').getBytes(UTF_8));
  }

  private JsonNode list(Caller caller, String params) {
    var lists = new ListSubmissions(history, languages, (id, viewer) -> Optional.empty(), false);
    var answer = lists.page(json(params), caller, Doors.of(Map.of()).room(caller));
    assertThat(answer.status()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  @Test
  void whatIsLeftOfASubmissionIsTold() {
    history.items.add(item("c", Optional.of(ending("Runtime Error (SIGSEGV)"))));
    history.items.add(item("c", Optional.empty()));

    var listed = list(EVA, "{'fields':'*'}");

    var ended = listed.at("/submissions/0");
    assertThat(ended.get("token").asText()).isEqualTo(history.items.get(0).id().toString());
    assertThat(ended.at("/status/id").asInt()).isEqualTo(7);
    assertThat(ended.get("time").asText()).isEqualTo("0.045");
    assertThat(ended.get("memory").asInt()).isEqualTo(1024);
    assertThat(ended.get("created_at").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(ended.get("finished_at").asText()).isEqualTo("2026-01-02T03:04:06.678Z");
    assertThat(ended.get("language_id").asInt()).isEqualTo(48);
    assertThat(ended.at("/language/name").asText()).isEqualTo("C (GCC 12.2.0)");
    assertThat(ended.get("source_code").isNull()).isTrue();
    assertThat(ended.get("stdout").isNull()).isTrue();
    assertThat(listed.at("/submissions/1/status/id").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|20|{'current_page':1,'next_page':2,'prev_page':null,'total_pages':3,'total_count':41}",
        "{'page':'3'}|1|{'current_page':3,'next_page':null,'prev_page':2,'total_pages':3,"
            + "'total_count':41}",
        "{'page':'2','per_page':'5'}|5|{'current_page':2,'next_page':3,'prev_page':1,"
            + "'total_pages':9,'total_count':41}",
        "{'per_page':'999999999'}|20|{'current_page':1,'next_page':2,'prev_page':null,"
            + "'total_pages':3,'total_count':41}",
        "{'page':'999999999'}|0|{'current_page':999999999,'next_page':null,"
            + "'prev_page':999999998,'total_pages':3,'total_count':41}"
      })
  void aPageSaysWhereItIs(String params, int size, String meta) {
    for (int i = 0; i < 41; i++) {
      history.items.add(item("c", Optional.empty()));
    }

    var listed = list(EVA, params);

    assertThat(listed.get("submissions")).hasSize(size);
    assertThat(listed.get("meta")).isEqualTo(json(meta));
  }

  @Test
  void onlyAnAdministratorSeesThoseOfOthers() {
    list(EVA, "{}");
    list(ADMIN, "{}");

    assertThat(history.asked).containsExactly(HistoryFilter.of(EVA), HistoryFilter.ALL);
  }

  @ParameterizedTest
  @CsvSource({
    "page, -4, invalid page: -4",
    "page, 0, invalid page: 0",
    "page, x, invalid page: x",
    "per_page, -2, invalid per_page: -2",
    "fields, a, invalid fields: [a]"
  })
  void whatIsNoPageIsRefusedInJudge0sWords(String name, String value, String error) {
    assertThatThrownBy(() -> list(EVA, "{'" + name + "':'" + value + "'}"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.answer().status()).isEqualTo(400);
              assertThat(refused.body().get("error").asText()).isEqualTo(error);
            });
  }

  @Test
  void withoutAHistoryThereIsNoList() {
    history.on = false;

    assertThatThrownBy(() -> list(ADMIN, "{}"))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.answer().status()).isEqualTo(403));
  }
}
