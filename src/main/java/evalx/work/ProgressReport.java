package evalx.work;

import evalx.events.Notice;
import evalx.events.ProgressMessage;
import evalx.execution.RunListener;
import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Reports how an attempt gets on. Each report also asks whether somebody follows the job, who is
 * then sent all test cases that have ended, and whether the job is to be cancelled.
 */
final class ProgressReport implements RunListener {
  /** Encoded test cases in one report; the rest of them follows with the next one. */
  static final int MAX_BYTES = 256 << 10;

  private final RunningJob running;
  private final Job job;
  private final ProgressReports reports;
  private final Queue<SubmissionEvent.CaseFinished> unsent = new ArrayDeque<>();
  private boolean watched;

  ProgressReport(RunningJob running, Job job, ProgressReports reports, boolean watched) {
    this.running = running;
    this.job = job;
    this.reports = reports;
    this.watched = watched;
  }

  @Override
  public void compiled(Result.Compiled compiled) {
    reports.publish(new SubmissionEvent.Compiled(job.id(), compiled));
  }

  @Override
  public void caseFinished(int index, CaseResult result) {
    var event = new SubmissionEvent.CaseFinished(job.id(), index, result);
    unsent.add(event);
    reports.publish(event);
  }

  @Override
  public void progressed(int finished) {
    var signals = reports.report(job.id(), finished, watched ? message(finished) : "");
    watched = watched || signals.watched();
    if (signals.cancelled()) {
      running.cancel();
    }
  }

  private String message(int done) {
    return ProgressMessage.of(job.id(), new Notice.Progressed(done, next()));
  }

  private List<Notice.Case> next() {
    List<Notice.Case> cases = new ArrayList<>();
    int left = MAX_BYTES;
    while (!unsent.isEmpty()) {
      var json = encode(unsent.element().result(), left);
      left -= json.getBytes(StandardCharsets.UTF_8).length;
      if (left < 0) {
        return cases;
      }
      cases.add(new Notice.Case(unsent.remove().index(), json));
    }
    return cases;
  }

  /** Without its outputs where they do not fit. */
  private String encode(CaseResult result, int left) {
    Encoding encoding = job.submission().handling().encoding();
    var whole = reports.encode(result, encoding);
    return whole.getBytes(StandardCharsets.UTF_8).length <= left
        ? whole
        : reports.encode(result.keeping(0, 0), encoding);
  }
}
