package evalx.submission;

import java.util.Arrays;

/**
 * Compares what a program printed with what was expected.
 *
 * <p>Outputs are bytes, and are compared as bytes: an output that is not UTF-8 can be right.
 */
public sealed interface Checker {
  /** Whether an output is right. */
  boolean accepts(byte[] expected, byte[] actual);

  /**
   * Line by line, ignoring white space at line ends, blank lines at the end and a byte order mark
   * at the beginning.
   */
  record Lines() implements Checker {
    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return LineComparison.matches(expected, actual);
    }
  }

  /** Byte by byte. */
  record Exact() implements Checker {
    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return Arrays.equals(expected, actual);
    }
  }

  /**
   * Token by token, ignoring how much white space separates them and a byte order mark at the
   * beginning.
   */
  record Tokens() implements Checker {
    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return TokenComparison.matches(expected, actual, String::equals);
    }
  }

  /**
   * Token by token as {@link Tokens}, where numbers may differ.
   *
   * @param tolerance the largest difference, absolute or relative to the expected number, 0 to 1
   */
  record Numbers(double tolerance) implements Checker {
    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return TokenComparison.matches(
          expected, actual, (e, a) -> e.equals(a) || TokenComparison.isClose(e, a, tolerance));
    }
  }
}
