package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import evalx.config.Settings;
import evalx.intake.JobQueue;
import evalx.intake.NewJob;
import evalx.submission.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Where accepted submissions wait to be run. */
@Singleton
class SubmissionQueue implements JobQueue {
  private final Sender broker;
  private final Duration timeToLive;

  @Inject
  SubmissionQueue(Sender broker, Settings settings) {
    this.broker = broker;
    this.timeToLive = settings.runs().jobs().taskTtl();
  }

  /**
   * A new job has no duplicate-detection id, which would make one journal record three in a
   * transaction: its id is never sent twice.
   */
  @Override
  public void send(NewJob job, byte[] message, Duration within) {
    var submission = job.submission();
    var outgoing =
        Outgoing.toQueue(QueueNames.jobs(submission.language()), message)
            .priority(Priority.level(submission.handling().priority()))
            .within(Duration.ZERO, timeToLive)
            .with(MessageProperties.FORMAT, JobMessage.formatOf(submission))
            .with(MessageProperties.TOKEN, job.id().toString())
            .with(MessageProperties.CALLER, job.caller().key());
    var once = job.isRepeatable() ? outgoing.once(job.id().toString()) : outgoing;
    var version = submission.source().version();
    var asked = version.map(v -> once.with(MessageProperties.VERSION, v)).orElse(once);
    broker.send(Copies.within(job.caller().trace(), asked), within);
  }
}
