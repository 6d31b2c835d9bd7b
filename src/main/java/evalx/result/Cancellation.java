package evalx.result;

/** How far a job was when its cancellation was recorded. */
public enum Cancellation {
  /** It waits in its queue and is not running. */
  WAITING,
  /** A worker runs it, or died with it. */
  RUNNING,
  /** It has ended; nothing changes that. */
  FINISHED,
  /** No such job is known. */
  UNKNOWN
}
