package evalx.work;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Asks the worker that runs a job to put it back into its queue. */
@Singleton
public class RequeueJob {
  /** Stands before the id on the channel of cancellations. */
  static final String BACK = "back ";

  private final Redis redis;

  @Inject
  public RequeueJob(Redis redis) {
    this.redis = redis;
  }

  /**
   * Asks once, whichever worker it is: a run is stopped, counts as no attempt, and the job waits
   * again.
   *
   * @throws evalx.redis.RedisAway during an outage
   */
  public void ask(SubmissionId id) {
    redis.publish(Keys.CANCEL, BACK + id);
  }
}
