package evalx.work;

import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.format.ResultWriter;
import evalx.redis.RedisAway;
import evalx.result.JobLedger;
import evalx.result.JobSignals;
import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Where the reports of all attempts go: to the ledger, and as events to those who want them. */
@Singleton
class ProgressReports {
  private static final Logger LOG = System.getLogger(ProgressReports.class.getName());

  private final JobLedger ledger;
  private final EventPublisher events;
  private final ResultWriter writer;
  private final String worker;

  @Inject
  ProgressReports(JobLedger ledger, EventPublisher events, ResultWriter writer, Settings settings) {
    this.ledger = ledger;
    this.events = events;
    this.writer = writer;
    this.worker = settings.worker();
  }

  /**
   * The reporter of an attempt that begins.
   *
   * @param watched whether somebody follows its test cases
   */
  ProgressReport begin(RunningJob running, Job job, boolean watched) {
    publish(new SubmissionEvent.Started(job.id(), worker, job.attempt(), Instant.now()));
    return new ProgressReport(running, job, this, watched);
  }

  void publish(SubmissionEvent event) {
    events.publish(event);
  }

  String encode(CaseResult result, Encoding encoding) {
    return new String(writer.write(result, encoding), StandardCharsets.UTF_8);
  }

  /** Records progress, which never matters to the job itself. */
  JobSignals report(SubmissionId id, int done, String message) {
    try {
      return ledger.progress(id, done, message);
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "the progress of a job was not recorded during an outage", e);
      return JobSignals.NONE;
    }
  }
}
