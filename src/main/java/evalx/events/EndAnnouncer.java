package evalx.events;

import evalx.submission.SubmissionId;

/** Tells every node that a submission has its result. */
public interface EndAnnouncer {
  /**
   * Tells it once; a node that is not listening at the moment looks for itself later.
   *
   * @throws evalx.redis.RedisAway during an outage
   */
  void announceEnd(SubmissionId id);
}
