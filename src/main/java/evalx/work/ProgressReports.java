package evalx.work;

import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.format.EventWriter;
import evalx.redis.RedisAway;
import evalx.result.JobLedger;
import evalx.result.JobSignals;
import evalx.result.LoggedEvent;
import evalx.submission.Caller;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.SubmissionEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the reports of all attempts go: to the ledger, and as events to those who want them. */
@Singleton
class ProgressReports {
  private static final Logger LOG = System.getLogger(ProgressReports.class.getName());

  private final JobLedger ledger;
  private final EventPublisher events;
  private final EventWriter writer;
  private final String worker;

  @Inject
  ProgressReports(JobLedger ledger, EventPublisher events, EventWriter writer, Settings settings) {
    this.ledger = ledger;
    this.events = events;
    this.writer = writer;
    this.worker = settings.node().worker();
  }

  /**
   * The reporter of an attempt that begins.
   *
   * @param watched whether somebody follows it
   */
  ProgressReport begin(RunningJob running, Job job, boolean watched) {
    var report = new ProgressReport(running, job, this, watched);
    report.started(
        new SubmissionEvent.Started(
            job.id(), worker, job.attempt(), Instant.now(), running.job().trace()));
    return report;
  }

  /** What a producer sent was read and found right: those who keep submissions hear of it now. */
  void accepted(Job job, Caller producer) {
    events.publish(new SubmissionEvent.Queued(job.id(), job.submission(), producer, job.queued()));
  }

  void publish(SubmissionEvent event) {
    events.publish(event);
  }

  byte[] testCase(Job job, int index, CaseResult result) {
    return writer.testCase(job.id(), index, result, job.submission().handling().encoding());
  }

  /** Records progress, which never matters to the job itself; empty where it cannot be recorded. */
  Optional<JobSignals> report(Job job, int done, List<LoggedEvent> log) {
    try {
      return Optional.of(ledger.progress(job.id(), job.attempt(), done, log));
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "the progress of a job was not recorded during an outage", e);
      return Optional.empty();
    }
  }
}
