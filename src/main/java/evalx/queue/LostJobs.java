package evalx.queue;

import evalx.submission.Verdict;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;

/**
 * What the listeners of dead letters, of expired and of removed messages do with each: one at a
 * time, because the heap is planned for one of their messages.
 */
@Singleton
class LostJobs {
  private final DecodeJob decodeJob;
  private final LostJobHandler handler;

  @Inject
  LostJobs(DecodeJob decodeJob, LostJobHandler handler) {
    this.decodeJob = decodeJob;
    this.handler = handler;
  }

  /**
   * Ends the message's submission.
   *
   * @param reason where the message itself names none
   */
  synchronized void end(Message message, Verdict verdict, String reason) {
    try {
      var job = decodeJob.lost(message);
      handler.end(job, verdict, decodeJob.reason(message).orElse(reason));
    } catch (JMSException e) {
      throw new JMSRuntimeException("a message that cannot be read", e.getErrorCode(), e);
    }
  }
}
