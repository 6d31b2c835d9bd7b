package evalx.result;

import evalx.submission.SubmissionId;
import java.time.Instant;
import java.util.List;

/**
 * Records how far each job is and how many attempts it has had.
 *
 * <p>Attempts are counted here when a job starts, not by the broker when it is delivered: a job
 * that was only in the hands of a worker that died has lost nothing.
 *
 * <p>Every method throws {@link evalx.redis.RedisAway} during an outage.
 */
public interface JobLedger {
  /** How many times a job may be started. */
  int MAX_ATTEMPTS = 3;

  /** After this many attempts that ended with a dead worker or sandbox, a job is a suspect. */
  int SUSPECT_DEATHS = 2;

  /**
   * One in this many of a node's places is for suspects. When several die together, any of them may
   * be to blame, so that attempt does not count, and the next time one in this many of them runs at
   * a time. The last attempt of a suspect is the one that it dies in alone.
   */
  int SUSPECT_SHARE = 4;

  /**
   * Records a job that is about to be queued, unless it is known.
   *
   * @return false when it has ended already
   * @throws StoreFull when the store has no room for another job's state and result
   */
  boolean create(SubmissionId id, byte[] body, JobDescription description, Instant queued);

  /** Forgets a job that could not be queued after all, unless a worker has begun it. */
  void forget(SubmissionId id);

  /**
   * Starts a job if it may start.
   *
   * @throws StoreFull when the job has no state yet and the store has no room for one
   */
  Start start(StartRequest request);

  /** Records what a job is that came without a state, or is to end without one, from a producer. */
  void describe(SubmissionId id, JobDescription description);

  /** Records that an attempt failed while its worker and sandbox survived: it waits again. */
  void recordFailedAttempt(SubmissionId id);

  /**
   * Records that a job waits in its queue again, unless it has ended.
   *
   * @param refund attempts to take back because they ran nothing
   */
  void backInQueue(SubmissionId id, int refund);

  /**
   * Records that a job could not go back to its queue, which was full: the delivery says nothing of
   * the job.
   */
  void foundQueueFull(SubmissionId id);

  /** Keeps what is recorded of a job for as long again as it can live. */
  void keepLonger(SubmissionId id);

  /** How many deliveries of a job {@linkplain #foundQueueFull found its queue full}. */
  int deliveriesToFullQueue(SubmissionId id);

  /**
   * Records how many test cases have ended, and adds to the log of a job that somebody follows.
   *
   * @param attempt the number of this attempt: an earlier one than the latest in the log adds
   *     nothing
   * @param events in the order in which they happened; none where nobody follows the job
   */
  JobSignals progress(SubmissionId id, int attempt, int done, List<LoggedEvent> events);

  /** Records that a job is to be cancelled; says how far it is. */
  Cancellation cancel(SubmissionId id);

  /** Whether a job has ended, even where its result is gone. */
  boolean hasEnded(SubmissionId id);

  /** Whether a job is to be cancelled. */
  boolean isCancelled(SubmissionId id);

  /** All that is recorded of a job; {@link JobRecord#NONE} where it has no state. */
  JobRecord find(SubmissionId id);
}
