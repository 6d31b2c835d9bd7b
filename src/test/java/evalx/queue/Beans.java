package evalx.queue;

import evalx.submission.Verdict;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import java.time.Clock;

/** What the message-driven beans do, without a server. */
public final class Beans {
  public static final String DEAD_LETTERS_TO_END = QueueNames.DEAD_LETTERS_TO_END;
  public static final String EXPIRED_TO_END = QueueNames.EXPIRED_TO_END;
  public static final String PURGED_TO_END = QueueNames.PURGED_TO_END;
  private static final int MAX_BYTES = 1 << 20;
  private static final DecodeJob DECODE = new DecodeJob(MAX_BYTES, "evalx", Clock.systemUTC());

  private Beans() {}

  /** As {@link JobListener}. */
  public static MessageListener jobs(DeliveryHandler handler) {
    return message -> {
      try {
        handler.handle(DECODE.delivered(message));
      } catch (JMSException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /** As {@link WebhookListener}. */
  public static MessageListener webhooks(WebhookHandler handler) {
    return message -> WebhookListener.handle(message, handler);
  }

  /** As {@link DeadLetterListener}. */
  public static MessageListener deadLetters(LostJobHandler handler) {
    var lostJobs = new LostJobs(DECODE, handler, expired -> false);
    return message -> lostJobs.end(message, Verdict.INTERNAL_ERROR, "the broker gave up on it");
  }

  /** As {@link ExpiredListener}. */
  public static MessageListener expired(LostJobHandler handler, ExpiredJobHandler expired) {
    return new LostJobs(DECODE, handler, expired)::expire;
  }

  /** As {@link PurgedListener}. */
  public static MessageListener purged(LostJobHandler handler) {
    var lostJobs = new LostJobs(DECODE, handler, expired -> false);
    return message -> lostJobs.end(message, Verdict.CANCELLED, PurgedListener.REASON);
  }
}
