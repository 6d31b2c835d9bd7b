package evalx.completion;

import evalx.queue.JobMessage;

/** Something that the end of a submission causes; to repeat it does no harm. */
interface Effect {
  /**
   * Causes it.
   *
   * @throws RuntimeException when that cannot be done now and is to be tried again
   */
  void apply(Ended ended);

  /**
   * Causes what does not need the result, which is gone already: removed, or expired.
   *
   * @throws RuntimeException as {@link #apply} does
   */
  default void applyWithoutResult(JobMessage request) {}
}
