package evalx.queue;

/** Looks at jobs that have waited in their queue for longer than they may. */
public interface ExpiredJobHandler {
  /**
   * Puts a job back into its queue if it has not waited for a worker alone.
   *
   * @return whether it waits there again
   * @throws RuntimeException when that cannot be done now and is to be tried again
   */
  boolean putBack(JobMessage message);
}
