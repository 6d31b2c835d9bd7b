package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import evalx.config.Settings;
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
   * Puts a submission into the queue of its language; returns when the broker has it on disk, at
   * the latest after 8 s.
   *
   * <p>No duplicate-detection id: the token is new and nobody sends it twice, and the id would make
   * one journal record three in a transaction.
   *
   * @param body the submission as it came, byte by byte
   * @throws evalx.broker.QueueFull when as many wait as may
   * @throws evalx.broker.BrokerAway when the broker does not answer
   * @throws evalx.broker.SendRefused when the broker has no queue for the language
   */
  public void send(SubmissionId token, Submission submission, byte[] body) {
    broker.send(
        Outgoing.toQueue(Wire.jobs(submission.language()), body)
            .correlated(token.toString())
            .priority(LAST_PRIORITY - submission.handling().priority())
            .within(Duration.ZERO, timeToLive)
            .with(Wire.FORMAT, Wire.NEWEST_FORMAT));
  }
}
