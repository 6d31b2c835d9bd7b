package evalx.result;

/** What came of asking to start a job. */
public sealed interface Start {
  /**
   * It may run now.
   *
   * @param attempt the number of this attempt, from 1
   */
  record Attempt(int attempt) implements Start {}

  /** It has its result already. */
  record Finished() implements Start {}

  /** It was started as often as it may be and never came to an end. */
  record Exhausted(int attempts) implements Start {}

  /** The token belongs to a job with another body. */
  record Conflict() implements Start {}
}
