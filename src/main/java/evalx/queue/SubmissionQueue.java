package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import evalx.config.Settings;
import evalx.submission.Caller;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Where accepted submissions wait to be run. */
@Singleton
public class SubmissionQueue {
  private static final int LAST_PRIORITY = 10;

  private final Sender broker;
  private final Duration timeToLive;

  @Inject
  public SubmissionQueue(Sender broker, Settings settings) {
    this.broker = broker;
    this.timeToLive = settings.jobs().taskTtl();
  }

  /**
   * Puts a submission into the queue of its language; returns when the broker has it on disk, after
   * 8 s at the latest.
   *
   * <p>No duplicate-detection id: the submission's id is new and nobody sends it twice, and a
   * duplicate id would make one journal record three in a transaction.
   *
   * @param body the complete submission as JSON: workers apply no limits and no defaults to it
   * @throws evalx.broker.QueueFull when the queue holds as many jobs as it may
   * @throws evalx.broker.BrokerAway when the broker does not answer
   * @throws evalx.broker.SendRefused when the broker has no queue for the language
   */
  public void send(SubmissionId id, Submission submission, Caller caller, byte[] body) {
    var message =
        Outgoing.toQueue(QueueNames.jobs(submission.language()), body)
            .correlated(id.toString())
            .priority(LAST_PRIORITY - submission.handling().priority())
            .within(Duration.ZERO, timeToLive)
            .with(MessageProperties.FORMAT, JobMessage.COMPLETE_FORMAT)
            .with(MessageProperties.CALLER, caller.key());
    broker.send(
        submission
            .source()
            .version()
            .map(version -> message.with(MessageProperties.VERSION, version))
            .orElse(message));
  }
}
