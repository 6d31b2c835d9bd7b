package evalx.work;

import evalx.queue.JobMessage;

/** One delivery of a job while it is handled. */
final class Delivery {
  private final JobMessage message;
  private final RunningJob job;
  private final OutageRetry retry;
  private int started;

  Delivery(JobMessage message, RunningJob job, OutageRetry retry) {
    this.message = message;
    this.job = job;
    this.retry = retry;
  }

  /** The message as it came. */
  JobMessage message() {
    return message;
  }

  /** The message as it goes back to its queue: what was started here does not count. */
  JobMessage uncounted() {
    return message.withUncounted(message.attempts().uncounted() + started);
  }

  RunningJob job() {
    return job;
  }

  OutageRetry retry() {
    return retry;
  }

  /** An attempt was started during this delivery. */
  void countStart() {
    started++;
  }

  /** How many attempts were started during this delivery. */
  int started() {
    return started;
  }
}
