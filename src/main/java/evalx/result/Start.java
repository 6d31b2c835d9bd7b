package evalx.result;

/** What came of asking to start a job. */
public sealed interface Start {
  /**
   * It may run now.
   *
   * @param number of this attempt, from 1; uncounted attempts are left out
   * @param deaths how many of the attempts before ended with the death of their worker or sandbox
   * @param watched whether somebody follows it, so that its events are to be logged
   */
  record Attempt(int number, int deaths, boolean watched) implements Start {}

  /**
   * It may run when no other suspect does: two of its attempts ended with the death of their worker
   * or sandbox.
   */
  record Suspect() implements Start {}

  /** It has its result already. */
  record Finished() implements Start {}

  /** It is to be cancelled and has no result yet. */
  record Cancelled() implements Start {}

  /** It was started as many times as it may be, and the last worker died. */
  record Exhausted(int attempts, int deaths) implements Start {}

  /** The token belongs to a job with another body. */
  record Conflict() implements Start {}
}
