package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.format.EventWriter;
import evalx.format.ResultWriter;
import evalx.queue.Messages;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.submission.CaseResult;
import evalx.submission.Exit;
import evalx.submission.Job;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProgressReportTest {
  private static final JobInHand.Times AT_ONCE = new JobInHand.Times(Instant.EPOCH, Instant.EPOCH);
  private static final Settings SETTINGS = Settings.of(name -> null);

  private final SubmissionId id = SubmissionId.random();
  private final MemoryLedger ledger = new MemoryLedger(new MemoryResults());
  private final Job job = new Job(id, Messages.submission(2), Messages.NOW, 1);

  private ProgressReport report(boolean watched) {
    var reports =
        new ProgressReports(
            ledger, new EventPublisher(List.of()), new EventWriter(new ResultWriter()), SETTINGS);
    return reports.begin(
        new RunningJob(new JobInHand(id, "", "c", AT_ONCE, Optional.empty())), job, watched);
  }

  /** What was logged, one line for each report. */
  private List<String> logged() {
    return ledger.logged.stream()
        .map(
            events ->
                events.stream()
                    .map(event -> event.kind().word() + event.number())
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static CaseResult printing(int bytes) {
    return new CaseResult(
        Verdict.ACCEPTED,
        new Output("x".repeat(bytes).getBytes(StandardCharsets.UTF_8), false),
        Output.NONE,
        Exit.NONE,
        Usage.NONE,
        CaseResult.Notes.of(Optional.empty()));
  }

  @Test
  void nothingIsLoggedForAJobThatNobodyFollows() {
    var report = report(false);
    report.compiled(Result.Compiled.NONE);
    report.caseFinished(0, printing(5));
    report.progressed(1);
    report.progressed(2);

    assertThat(ledger.logged).isEmpty();
  }

  @Test
  void whoFollowsAJobFromTheStartIsToldAtOnceThatItBegan() {
    ledger.watch(id);
    var report = report(true);
    report.compiled(Result.Compiled.NONE);

    assertThat(logged()).containsExactly("started0", "compiled0");
  }

  @Test
  void whoFollowsAJobLaterIsToldEverythingOnceAndInOrder() {
    var report = report(false);
    report.compiled(Result.Compiled.NONE);
    report.caseFinished(1, printing(5));
    ledger.watch(id);
    report.progressed(1);
    report.caseFinished(0, printing(6));
    report.progressed(2);
    report.progressed(2);

    assertThat(logged()).containsExactly("started0 compiled0 case1", "case0");
    assertThat(new String(ledger.logged.get(0).get(2).json(), StandardCharsets.UTF_8))
        .startsWith("{\"token\":\"" + id + "\",\"number\":1,\"result\":{\"status\":\"Accepted\"")
        .contains("\"stdout\":\"xxxxx\"");
  }

  @Test
  void whoFollowsAJobThatIsStillCompiledIsToldAtOnceThatItBegan() {
    var report = report(false);
    report.progressed(0);
    ledger.watch(id);
    report.progressed(0);
    assertThat(logged()).containsExactly("started0");

    report.compiled(Result.Compiled.NONE);
    assertThat(logged()).containsExactly("started0", "compiled0");
  }

  @Test
  void whatCouldNotBeLoggedDuringAnOutageIsLoggedAfterIt() {
    ledger.watch(id);
    ledger.awayAtProgress = true;
    var report = report(true);
    report.compiled(Result.Compiled.NONE);
    report.caseFinished(0, printing(5));
    report.progressed(1);
    ledger.awayAtProgress = false;
    report.caseFinished(1, printing(5));
    report.progressed(2);

    assertThat(logged()).containsExactly("started0 compiled0 case0 case1");
  }

  @Test
  void aReportIsBoundedWhateverTheProgramsPrinted() {
    ledger.watch(id);
    var report = report(true);
    for (int i = 0; i < 50; i++) {
      report.caseFinished(i, printing(60_000));
    }
    report.progressed(50);

    var bytes = ledger.logged.get(1).stream().mapToInt(event -> event.json().length).sum();
    assertThat(bytes).isBetween(ProgressReport.MAX_BYTES, ProgressReport.MAX_BYTES + 62_000);
  }
}
