package evalx.events;

import evalx.submission.Caller;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import java.util.Optional;

/**
 * Hears what happens to submissions on this node, on the thread where it happens: it must not
 * block. An observer that fails harms nothing but itself.
 */
public interface SubmissionObserver {
  void observe(SubmissionEvent event);

  /**
   * The end of a submission is repeated, because the process that ended it may have died before all
   * had heard of it. Of no concern to those who count.
   *
   * @param json the result that is stored
   * @param caller who submitted it, where its message says so
   */
  default void endRepeated(byte[] json, Optional<Caller> caller) {}

  /** A JMS producer's reply could not be sent. */
  default void replyRefused(SubmissionId id) {}
}
