package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.format.ResultWriter;
import evalx.queue.Messages;
import evalx.result.MemoryLedger;
import evalx.result.MemoryResults;
import evalx.submission.CaseResult;
import evalx.submission.Exit;
import evalx.submission.Job;
import evalx.submission.Output;
import evalx.submission.SubmissionId;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressReportTest {
  private static final Settings SETTINGS = Settings.of(name -> null);

  private final SubmissionId id = SubmissionId.random();
  private final MemoryLedger ledger = new MemoryLedger(new MemoryResults());
  private final Job job = new Job(id, Messages.submission(2), Messages.NOW, 1);

  private ProgressReport report(boolean watched) {
    var reports =
        new ProgressReports(ledger, new EventPublisher(List.of()), new ResultWriter(), SETTINGS);
    return reports.begin(new RunningJob(id, ""), job, watched);
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
  void nothingIsPublishedForAJobWithoutSubscribers() {
    var report = report(false);
    report.caseFinished(0, printing(5));
    report.progressed(1);
    report.progressed(2);

    assertThat(ledger.published).isEmpty();
  }

  @Test
  void aLateSubscriberIsSentEachTestCaseOnce() {
    var report = report(false);
    report.caseFinished(0, printing(5));
    ledger.watch(id);
    report.progressed(1);
    report.caseFinished(1, printing(6));
    report.progressed(2);
    report.progressed(2);

    assertThat(ledger.published).hasSize(2);
    assertThat(ledger.published.get(0))
        .startsWith(id + "{\"done\":2,")
        .contains("\"index\":0", "\"stdout\":\"xxxxx\"", "\"index\":1", "\"stdout\":\"xxxxxx\"");
    assertThat(ledger.published.get(1)).contains("\"cases\":[]");
  }

  @Test
  void aMessageIsBoundedWhateverTheProgramsPrinted() {
    var report = report(true);
    for (int i = 0; i < 50; i++) {
      report.caseFinished(i, printing(60_000));
    }
    report.progressed(50);

    assertThat(ledger.published.get(0).length()).isLessThan(ProgressReport.MAX_BYTES + 10_000);
    assertThat(ledger.published.get(0)).contains("\"index\":49");
  }
}
