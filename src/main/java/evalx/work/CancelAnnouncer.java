package evalx.work;

import evalx.submission.SubmissionId;

/** Tells every worker that a job is to be cancelled. */
interface CancelAnnouncer {
  /**
   * Tells it once; a worker that is not listening at the moment looks into the ledger later.
   *
   * @throws evalx.redis.RedisAway during an outage
   */
  void announceCancel(SubmissionId id);
}
