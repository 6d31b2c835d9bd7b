package evalx.events;

import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;

/**
 * Hears what happens to submissions on this node, on the thread where it happens: it must not
 * block. An observer that fails harms nothing but itself.
 */
public interface SubmissionObserver {
  void observe(SubmissionEvent event);

  /** A JMS producer's reply could not be sent. */
  default void replyRefused(SubmissionId id) {}
}
