package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import evalx.history.Cursor;
import evalx.history.Ending;
import evalx.history.HistoryFilter;
import evalx.history.HistoryItem;
import evalx.history.HistoryPage;
import evalx.history.Origin;
import evalx.history.Statistics;
import evalx.history.StoredSource;
import evalx.history.StoredSubmission;
import evalx.submission.SourceFile;
import evalx.submission.SubmissionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryWriterTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final SubmissionId ID = SubmissionId.random();
  private static final Origin ORIGIN = new Origin("python", 3, NOON);

  private static JsonNode json(byte[] bytes) throws IOException {
    return new ObjectMapper().readTree(bytes);
  }

  private static HistoryItem ended() {
    var use = new Ending.Use(Duration.ofNanos(12_345_678), 8640);
    var execution =
        new Ending.Execution("here", 2, Optional.of(NOON.plusMillis(5)), NOON.plusSeconds(1));
    return new HistoryItem(
        ID,
        ORIGIN,
        Optional.of("name:alice"),
        Optional.of(
            new Ending("Wrong Answer", Optional.of("3.11.2"), 2, Optional.of(use), execution)));
  }

  private static HistoryItem queued() {
    return new HistoryItem(ID, ORIGIN, Optional.empty(), Optional.empty());
  }

  @Test
  void aSubmissionThatHasEnded() throws IOException {
    var page = json(HistoryWriter.page(new HistoryPage(List.of(ended()), Optional.empty())));

    assertThat(page.get("next").isNull()).isTrue();
    assertThat(page.at("/submissions/0"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"token": "%s", "status": "Wrong Answer", "language": "python",
                     "version": "3.11.2", "caller": "name:alice", "passed": 2, "total": 3,
                     "run_time": 0.012345, "space": 8640, "queued_at": "2026-03-01T12:00:00Z",
                     "started_at": "2026-03-01T12:00:00.005Z",
                     "finished_at": "2026-03-01T12:00:01Z", "worker": "here", "attempts": 2}
                    """
                        .formatted(ID)));
  }

  @Test
  void aWholeSubmissionHasItsSourceAndItsResultAsItWas() throws IOException {
    var files =
        List.of(
            new SourceFile("main.py", "print('é')".getBytes(StandardCharsets.UTF_8)),
            new SourceFile("data", new byte[] {-1, 0}));
    var result = "{\"status\":\"Wrong Answer\",\"cases\":[1.50]}".getBytes(StandardCharsets.UTF_8);
    var stored =
        HistoryWriter.stored(
            new StoredSubmission(
                ended(), Optional.of(new StoredSource(files, true)), Optional.of(result)));

    assertThat(new String(stored, StandardCharsets.UTF_8))
        .contains("\"result\":" + new String(result, StandardCharsets.UTF_8));
    assertThat(json(stored).get("token").asText()).isEqualTo(ID.toString());
    assertThat(json(stored).get("source"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"files": [{"name": "main.py", "content": "print('é')", "encoding": "utf8"},
                      {"name": "data", "content": "/wA=", "encoding": "base64"}],
                     "truncated": true}
                    """));
  }

  @Test
  void whatTheHistoryDoesNotHaveIsNull() throws IOException {
    var stored = new StoredSubmission(queued(), Optional.empty(), Optional.empty());
    var json = json(HistoryWriter.stored(stored));

    assertThat(json.get("source").isNull()).isTrue();
    assertThat(json.get("result").isNull()).isTrue();
  }

  @Test
  void unknownMembersAreNull() throws IOException {
    var cursor = new Cursor(NOON, ID);
    var page = json(HistoryWriter.page(new HistoryPage(List.of(queued()), Optional.of(cursor))));

    assertThat(page.get("next").asText()).isEqualTo(cursor.text());
    var item = page.at("/submissions/0");
    assertThat(item.get("status").asText()).isEqualTo("In Queue");
    for (var name : List.of("version", "caller", "passed", "run_time", "space", "finished_at")) {
      assertThat(item.get(name).isNull()).as(name).isTrue();
    }
  }

  @Test
  void statisticsByDayAndLanguage() throws IOException {
    var times =
        new Statistics.RunTimes(Duration.ofMillis(2), Duration.ofMillis(1), Duration.ofMillis(9));
    var json =
        json(
            HistoryWriter.statistics(
                statistics(Optional.of(times)),
                new HistoryFilter.Period(Optional.of(NOON), Optional.empty())));

    assertThat(json.get("from").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(json.get("to").isNull()).isTrue();
    assertThat(json.get("days").toString())
        .isEqualTo(
            "[{\"date\":\"2026-03-01\",\"language\":\"c\",\"submissions\":5,\"statuses\":["
                + "{\"status\":\"Accepted\",\"submissions\":3},"
                + "{\"status\":\"Wrong Answer\",\"submissions\":2}],"
                + "\"average_run_time\":0.002,\"median_run_time\":0.001,"
                + "\"percentile_95_run_time\":0.009}]");
  }

  private static Statistics statistics(Optional<Statistics.RunTimes> times) {
    var statuses = Map.of("Wrong Answer", 2L, "Accepted", 3L);
    var day = new Statistics.Day(LocalDate.parse("2026-03-01"), "c", statuses, times);
    return new Statistics(List.of(day), false);
  }

  @Test
  void everyMemberIsDescribed() throws IOException {
    JsonNode schemas;
    try (var in = HistoryWriterTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      schemas = new YAMLMapper().readTree(in).at("/components/schemas");
    }
    var page = json(HistoryWriter.page(new HistoryPage(List.of(ended()), Optional.empty())));
    assertThat(names(page)).isEqualTo(described(schemas, "HistoryPage"));
    assertThat(names(page.at("/submissions/0"))).isEqualTo(described(schemas, "HistoryItem"));
    var files = List.of(new SourceFile("main.py", new byte[0]));
    var source = new StoredSource(files, false);
    var stored = new StoredSubmission(ended(), Optional.of(source), Optional.empty());
    var whole = json(HistoryWriter.stored(stored));
    assertThat(names(whole)).isEqualTo(described(schemas, "HistoryWhole"));
    assertThat(names(whole.get("source"))).isEqualTo(described(schemas, "HistorySource"));
    assertThat(names(whole.at("/source/files/0")))
        .isEqualTo(described(schemas, "HistorySourceFile"));
    var statistics =
        json(HistoryWriter.statistics(statistics(Optional.empty()), HistoryFilter.ALL.period()));
    assertThat(names(statistics)).isEqualTo(described(schemas, "Statistics"));
    assertThat(names(statistics.at("/days/0"))).isEqualTo(described(schemas, "Day"));
  }

  private static List<String> described(JsonNode schemas, String schema) {
    var properties = names(schemas.path(schema).path("properties"));
    var required = new ArrayList<String>();
    schemas.path(schema).path("required").forEach(name -> required.add(name.asText()));
    assertThat(required).isEqualTo(properties);
    return properties;
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
