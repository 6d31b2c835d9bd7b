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
  private final ExpiredJobHandler expiredHandler;

  @Inject
  LostJobs(DecodeJob decodeJob, LostJobHandler handler, ExpiredJobHandler expiredHandler) {
    this.decodeJob = decodeJob;
    this.handler = handler;
    this.expiredHandler = expiredHandler;
  }

  /** Ends the submission of a message that has expired, unless it is put back. */
  synchronized void expire(Message message) {
    var job = read(message);
    if (!expiredHandler.putBack(job)) {
      end(message, job, Verdict.EXPIRED, "it expired before a worker could start it");
    }
  }

  /**
   * Ends the message's submission.
   *
   * @param reason where the message itself names none
   */
  synchronized void end(Message message, Verdict verdict, String reason) {
    end(message, read(message), verdict, reason);
  }

  /** Once: the bytes of a message cannot be read again. */
  private JobMessage read(Message message) {
    try {
      return decodeJob.lost(message);
    } catch (JMSException e) {
      throw new JMSRuntimeException("a message that cannot be read", e.getErrorCode(), e);
    }
  }

  private void end(Message message, JobMessage job, Verdict verdict, String reason) {
    handler.end(job, verdict, decodeJob.reason(message).orElse(reason));
  }
}
