package evalx.result;

/** What is known of a submission. */
public sealed interface Lookup {
  /** It has ended, with this result. */
  record Finished(StoredResult result) implements Lookup {}

  /**
   * It has ended, with a result that is too large to be loaded without asking: {@link
   * ResultStore#load} does.
   *
   * @param bytes of the packed result
   */
  record FinishedLarge(int bytes) implements Lookup {}

  /**
   * It is on its way.
   *
   * @param status as clients read it
   * @param done test cases that have ended so far
   */
  record InProgress(String status, int done, int total) implements Lookup {}

  /** Nothing, or its result has expired. */
  record Unknown() implements Lookup {}
}
