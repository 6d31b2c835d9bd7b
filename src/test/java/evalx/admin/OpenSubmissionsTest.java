package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.broker.Outgoing;
import evalx.history.HistoryFilter.Period;
import evalx.language.Languages;
import evalx.queue.Messages;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSubmissionsTest {
  private static final Instant NOW = Instant.now();
  private static final Instant HOUR_AGO = NOW.minus(Duration.ofHours(1));
  private static final Period ABOUT_NOW = period(NOW.minusSeconds(60), NOW.plusSeconds(600));
  private static final Period ABOUT_AN_HOUR_AGO =
      period(HOUR_AGO.minusSeconds(60), HOUR_AGO.plusSeconds(60));

  @TempDir static Path folder;
  private static Office office;
  private static OpenSubmissions open;

  private static String waiting;
  private static final String NEW = SubmissionId.random().toString();
  private static final String OLD = SubmissionId.random().toString();
  private static final String OF_AN_OLDER_WORKER = SubmissionId.random().toString();

  @BeforeAll
  static void open() {
    office = new Office(folder);
    for (var language : new Languages().all()) {
      office.broker.management.ensureQueue("evalx.jobs." + language.id());
    }
    var reports = new NodeReports(office.redis);
    reports.publish(
        new NodeReport(
            new NodeReport.About("node-1", "all", NOW.toString(), NOW.toString()),
            NodeReport.Boxes.NONE,
            NodeReport.Places.NONE,
            "",
            List.of(),
            List.of(inHand(OLD, HOUR_AGO), inHand(NEW, NOW), inHand(OF_AN_OLDER_WORKER, null))));
    open = new OpenSubmissions(reports, office.waitingJobs, new Languages());
    waiting = send();
  }

  @AfterAll
  static void close() {
    office.close();
  }

  private static String send() {
    var token = SubmissionId.random().toString();
    office.broker.sender.send(
        Outgoing.toQueue(Office.QUEUE, Messages.BODY.getBytes(StandardCharsets.UTF_8))
            .with("evalx_format", 2)
            .with("evalx_caller", "name:eva")
            .with("evalx_token", token));
    return token;
  }

  private static NodeReport.Job inHand(String token, @Nullable Instant queued) {
    var at = queued == null ? null : queued.toString();
    return new NodeReport.Job(token, "python", "name:eva", at, NOW.toString());
  }

  private static Period period(Instant from, Instant to) {
    return new Period(Optional.of(from), Optional.of(to));
  }

  private static List<String> found(Optional<Phase> phase, Period period) {
    var filter = new OpenSubmissions.Filter(Optional.empty(), phase, Optional.empty(), period);
    return open.page(filter, Optional.empty(), 50).submissions().stream()
        .map(OpenSubmissions.Shown::token)
        .toList();
  }

  @Test
  void allAreFoundWhereNoTimeIsAskedFor() {
    assertThat(found(Optional.empty(), Period.ALL))
        .containsExactlyInAnyOrder(NEW, OLD, OF_AN_OLDER_WORKER, waiting);
  }

  @Test
  void thoseAreFoundThatWereQueuedInAPeriodOrMayHaveBeen() {
    assertThat(found(Optional.empty(), ABOUT_NOW))
        .containsExactlyInAnyOrder(NEW, OF_AN_OLDER_WORKER, waiting);
    assertThat(found(Optional.empty(), ABOUT_AN_HOUR_AGO))
        .containsExactlyInAnyOrder(OLD, OF_AN_OLDER_WORKER);
    assertThat(found(Optional.of(Phase.IN_QUEUE), ABOUT_NOW)).containsExactly(waiting);
    assertThat(found(Optional.of(Phase.IN_QUEUE), ABOUT_AN_HOUR_AGO)).isEmpty();
  }

  @Test
  void aPeriodHasItsBeginningAndNotItsEnd() {
    var period = period(HOUR_AGO, NOW);

    assertThat(found(Optional.of(Phase.PROCESSING), period))
        .containsExactlyInAnyOrder(OLD, OF_AN_OLDER_WORKER);
  }
}
