package evalx.work;

import evalx.execution.RunListener;
import evalx.format.EventWriter;
import evalx.result.LoggedEvent;
import evalx.result.LoggedEvent.Kind;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Reports how an attempt gets on. Each report also asks whether somebody follows the job, for whom
 * then all that has happened in this attempt is logged, and whether the job is to be cancelled.
 */
final class ProgressReport implements RunListener {
  /** Encoded events after which a report takes no more; the rest follows with the next one. */
  static final int MAX_BYTES = 256 << 10;

  private final RunningJob running;
  private final Job job;
  private final ProgressReports reports;
  private final Queue<Supplier<LoggedEvent>> unlogged = new ArrayDeque<>();
  private boolean watched;
  private int finished;

  ProgressReport(RunningJob running, Job job, ProgressReports reports, boolean watched) {
    this.running = running;
    this.job = job;
    this.reports = reports;
    this.watched = watched;
  }

  void started(SubmissionEvent.Started event) {
    reports.publish(event);
    log(() -> new LoggedEvent(Kind.STARTED, 0, EventWriter.started(event)));
  }

  @Override
  public void compiled(Result.Compiled compiled) {
    reports.publish(new SubmissionEvent.Compiled(job.id(), compiled));
    log(
        () ->
            new LoggedEvent(
                Kind.COMPILED,
                0,
                EventWriter.compiled(job.id(), compiled, job.submission().handling().encoding())));
  }

  /** Who follows a job is told at once that it began; without such a client it takes no report. */
  private void log(Supplier<LoggedEvent> event) {
    unlogged.add(event);
    if (watched) {
      report();
    }
  }

  @Override
  public void caseFinished(int index, CaseResult result) {
    reports.publish(new SubmissionEvent.CaseFinished(job.id(), index, result));
    unlogged.add(() -> new LoggedEvent(Kind.CASE, index, reports.testCase(job, index, result)));
  }

  @Override
  public void progressed(int count) {
    finished = count;
    report();
  }

  private void report() {
    var wasWatched = watched;
    var events = watched ? next() : List.<LoggedEvent>of();
    reports
        .report(job, finished, events)
        .ifPresent(
            signals -> {
              events.forEach(logged -> unlogged.remove());
              watched = watched || signals.watched();
              if (signals.cancelled()) {
                running.cancel();
              }
            });
    if (watched && !wasWatched) {
      report();
    }
  }

  private List<LoggedEvent> next() {
    List<LoggedEvent> events = new ArrayList<>();
    int left = MAX_BYTES;
    for (var event : unlogged) {
      if (left <= 0) {
        break;
      }
      var encoded = event.get();
      left -= encoded.json().length;
      events.add(encoded);
    }
    return events;
  }
}
