package evalx.submission;

/** How the output of a test case is compared with what is expected. */
public sealed interface Checker {
  /** Line by line, ignoring white space at line ends and blank lines at the end. */
  record Lines() implements Checker {}

  /** Byte by byte. */
  record Exact() implements Checker {}

  /** Word by word, ignoring how much white space stands between them. */
  record Tokens() implements Checker {}

  /**
   * Word by word, where numbers may differ.
   *
   * @param tolerance the largest difference, absolute or relative to the expected number, 0 to 1
   */
  record Numbers(double tolerance) implements Checker {}
}
