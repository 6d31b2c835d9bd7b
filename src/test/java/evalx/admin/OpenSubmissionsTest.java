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
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir static Path folder;
  private static Office office;
  private static OpenSubmissions open;

  private static Instant now;
  private static String waiting;
  private static final String NEW = SubmissionId.random().toString();
  private static final String OLD = SubmissionId.random().toString();
  private static final String OF_AN_OLDER_WORKER = SubmissionId.random().toString();

  @BeforeAll
  static void open() {
    office = new Office(folder);
    now = Instant.now();
    for (var language : new Languages().all()) {
      office.broker.management.ensureQueue("evalx.jobs." + language.id());
    }
    var reports = new NodeReports(office.redis);
    reports.publish(
        new NodeReport(
            new NodeReport.About("node-1", "all", now.toString(), now.toString()),
            NodeReport.Boxes.NONE,
            NodeReport.Places.NONE,
            "",
            List.of(),
            List.of(
                inHand(OLD, now.minus(HOUR)), inHand(NEW, now), inHand(OF_AN_OLDER_WORKER, null))));
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
    return new NodeReport.Job(token, "python", "name:eva", at, now.toString());
  }

  private static Period about(Instant time) {
    return period(time.minusSeconds(600), time.plusSeconds(600));
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
    assertThat(found(Optional.empty(), about(now)))
        .containsExactlyInAnyOrder(NEW, OF_AN_OLDER_WORKER, waiting);
    assertThat(found(Optional.empty(), about(now.minus(HOUR))))
        .containsExactlyInAnyOrder(OLD, OF_AN_OLDER_WORKER);
    assertThat(found(Optional.of(Phase.IN_QUEUE), about(now))).containsExactly(waiting);
    assertThat(found(Optional.of(Phase.IN_QUEUE), about(now.minus(HOUR)))).isEmpty();
  }

  @Test
  void aPeriodHasItsBeginningAndNotItsEnd() {
    var period = period(now.minus(HOUR), now);

    assertThat(found(Optional.of(Phase.PROCESSING), period))
        .containsExactlyInAnyOrder(OLD, OF_AN_OLDER_WORKER);
  }
}
