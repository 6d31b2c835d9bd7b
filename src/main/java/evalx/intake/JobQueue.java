package evalx.intake;

import java.time.Duration;

/** Where accepted submissions wait to be run. */
public interface JobQueue {
  /**
   * Puts a submission into the queue of its language; returns when the broker has it on disk.
   *
   * @param message the submission as {@link evalx.format.SubmissionWriter} writes it
   * @param within how long this may take
   * @throws evalx.broker.QueueFull when the queue takes no more
   * @throws evalx.broker.BrokerAway when the broker does not answer in time
   * @throws evalx.broker.SendRefused when the broker has no queue for the language
   */
  void send(NewJob job, byte[] message, Duration within);
}
