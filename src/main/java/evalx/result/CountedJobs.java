package evalx.result;

import evalx.submission.Caller;
import evalx.submission.SubmissionId;

/** The jobs that count against the quotas of their callers. */
public interface CountedJobs {
  /**
   * Counts a job no longer.
   *
   * @param owner the {@link Caller#key key} of its caller
   * @throws evalx.redis.RedisAway during an outage
   */
  void remove(String owner, SubmissionId id);
}
