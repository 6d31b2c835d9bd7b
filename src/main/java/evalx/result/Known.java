package evalx.result;

/** What is known of a token. */
public sealed interface Known {
  /** It has ended: the result as JSON. */
  record Ended(byte[] json) implements Known {}

  /**
   * It is on its way.
   *
   * @param status as clients read it
   * @param done test cases that have ended so far
   */
  record Alive(String status, int done, int total) implements Known {}

  /** It never was, or its result has expired. */
  record Nothing() implements Known {}
}
