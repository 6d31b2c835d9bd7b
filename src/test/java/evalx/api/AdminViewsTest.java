package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import evalx.admin.AuditLog;
import evalx.admin.Caches;
import evalx.admin.ChosenLetters;
import evalx.admin.LogPage;
import evalx.admin.NodeLog;
import evalx.admin.NodeReport;
import evalx.admin.Nodes;
import evalx.admin.OpenSubmissions;
import evalx.admin.Problem;
import evalx.admin.Queues;
import evalx.admin.SeriesPoint;
import evalx.format.ViewWriter;
import evalx.queue.DeadLetter;
import evalx.queue.DeadLetterQueue;
import evalx.queue.Messages;
import evalx.submission.SubmissionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators see is what openapi.yaml says. */
class AdminViewsTest {
  private static final Map<Class<? extends Record>, String> VIEWS =
      Map.ofEntries(
          Map.entry(Queues.Shown.class, "AdminQueue"),
          Map.entry(Queues.Purged.class, "AdminPurged"),
          Map.entry(ChosenLetters.Retried.class, "AdminRetriedLetter"),
          Map.entry(ChosenLetters.Retries.class, "AdminRetried"),
          Map.entry(ChosenLetters.Deletions.class, "AdminDeleted"),
          Map.entry(OpenSubmissions.Shown.class, "AdminOpenSubmission"),
          Map.entry(OpenSubmissions.Page.class, "AdminSubmissions"),
          Map.entry(AdminSubmissionsResource.View.class, "AdminSubmission"),
          Map.entry(Nodes.Shown.class, "AdminWorker"),
          Map.entry(Nodes.Driver.class, "AdminDriver"),
          Map.entry(Nodes.Version.class, "AdminVersion"),
          Map.entry(Nodes.Failure.class, "AdminFailure"),
          Map.entry(Nodes.Drained.class, "AdminDrained"),
          Map.entry(NodeReport.Boxes.class, "AdminBoxes"),
          Map.entry(NodeReport.Places.class, "AdminPlaces"),
          Map.entry(NodeReport.Job.class, "AdminJob"),
          Map.entry(SeriesPoint.class, "AdminPoint"),
          Map.entry(SeriesPoint.HitRates.class, "AdminHitRates"),
          Map.entry(Problem.class, "AdminProblem"),
          Map.entry(NodeLog.Shown.class, "AdminLogEntry"),
          Map.entry(AuditLog.Shown.class, "AdminChange"),
          Map.entry(LogPage.class, "AdminLogs"),
          Map.entry(Caches.Shown.class, "AdminCache"),
          Map.entry(Caches.Store.class, "AdminCacheStore"),
          Map.entry(Caches.All.class, "AdminCaches"),
          Map.entry(Configured.View.class, "AdminSettings"));

  private static final JsonNode SCHEMAS = schemas();

  private static JsonNode schemas() {
    try (var in = AdminViewsTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new YAMLMapper().readTree(in).at("/components/schemas");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> members(JsonNode list) {
    var names = new TreeSet<String>();
    list.forEach(name -> names.add(name.textValue()));
    return names;
  }

  static Stream<Class<? extends Record>> views() {
    return VIEWS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("views")
  void everyMemberIsDescribed(Class<? extends Record> view) {
    var names = new TreeSet<String>();
    for (var component : view.getRecordComponents()) {
      names.add(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
    }
    assertThat(names).isEqualTo(members(SCHEMAS.get(VIEWS.get(view)).get("required")));
  }

  @Test
  void aLetterIsShownAsDescribed() throws IOException {
    var id = SubmissionId.random();
    var job = Messages.of(id);
    var letter =
        new DeadLetter(
            "5b0c",
            id,
            Messages.QUEUE,
            Messages.CALLER.key(),
            7,
            3,
            new DeadLetter.Death("reason", Optional.empty(), OptionalInt.of(3), Instant.EPOCH));
    var json = new YAMLMapper().readTree(LetterView.whole(new DeadLetterQueue.Whole(letter, job)));

    var names = new ArrayList<String>();
    json.fieldNames().forEachRemaining(names::add);
    var schema = SCHEMAS.get("AdminDeadLetter");
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(() -> schema.get("properties").fieldNames());
    assertThat(names).containsAll(members(schema.get("required")));
    assertThat(json.get("detail").isNull()).isTrue();
    assertThat(json.get("attempts").asInt()).isEqualTo(3);
    assertThat(json.get("priority").asInt()).isEqualTo(3);
    assertThat(json.get("died_at").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(json.get("body").asText()).isEqualTo(Messages.BODY);
  }

  @Test
  void namesThatJavaHasNoWordForAreWrittenAsDescribed() {
    var setting = new Configured.Setting("A", "1", "2", true, false);
    var json = new String(ViewWriter.write(List.of(setting)), StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(
            "[{\"name\":\"A\",\"value\":\"1\",\"default\":\"2\",\"changed\":true,\"secret\":false}]");
  }
}
