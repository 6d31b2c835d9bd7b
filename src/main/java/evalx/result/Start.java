package evalx.result;

/** What came of asking to start a job. */
public sealed interface Start {
  /**
   * It may run now.
   *
   * @param number of this attempt, from 1; uncounted attempts are left out
   * @param deaths how many of the attempts before ended with the death of their worker or sandbox
   * @param watched whether somebody follows it, so that its events are to be logged
   * @param amongSuspects whether it is a suspect and others may run beside it
   */
  record Attempt(int number, int deaths, boolean watched, boolean amongSuspects) implements Start {
    /** Whether it is made again when its worker or sandbox dies. */
    public boolean isRepeatedAfterDeath() {
      return number < JobLedger.MAX_ATTEMPTS || amongSuspects;
    }
  }

  /**
   * It may run among few suspects: two of its attempts ended with the death of their worker or
   * sandbox.
   *
   * @param group how many of them may run on this node, itself included
   */
  record Suspect(int group) implements Start {}

  /** It has its result already. */
  record Finished() implements Start {}

  /** It is to be cancelled and has no result yet. */
  record Cancelled() implements Start {}

  /** It was started as many times as it may be, and the last worker died. */
  record Exhausted(int attempts, int deaths) implements Start {}

  /** The token belongs to a job with another body. */
  record Conflict() implements Start {}
}
