package evalx.work;

import evalx.result.Cancellation;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;

/** Cancels submissions, wherever they are. */
public interface JobCanceller {
  /**
   * Cancels a submission unless it has ended.
   *
   * @return how far it was
   * @throws evalx.redis.RedisAway during an outage; it may have been cancelled all the same
   */
  Cancellation cancel(SubmissionId id, Caller caller);
}
