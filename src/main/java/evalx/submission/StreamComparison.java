package evalx.submission;

import java.io.IOException;
import java.io.InputStream;

/**
 * Compares outputs that are too large for the heap, with the same outcome as {@link
 * Checker#accepts}: both are read once, side by side, and never held.
 */
public final class StreamComparison {
  /** Longer tokens are no numbers. */
  private static final int MAX_NUMBER = 256;

  private final ByteReader expected;
  private final ByteReader actual;

  private StreamComparison(InputStream expected, InputStream actual) {
    this.expected = new ByteReader(expected);
    this.actual = new ByteReader(actual);
  }

  /** Whether an output is right. */
  public static boolean accepts(Checker checker, InputStream expected, InputStream actual)
      throws IOException {
    if (checker instanceof Checker.Exact) {
      return new StreamComparison(expected, actual).sameBytes();
    }
    if (checker instanceof Checker.Lines) {
      return new StreamComparison(expected, actual).sameLines();
    }
    if (checker instanceof Checker.Tokens) {
      return new StreamComparison(expected, actual).sameTokens(-1);
    }
    if (checker instanceof Checker.Numbers numbers) {
      return new StreamComparison(expected, actual).sameTokens(numbers.tolerance());
    }
    throw new IllegalStateException("no comparison of streams for " + checker);
  }

  private boolean sameBytes() throws IOException {
    int e;
    do {
      e = expected.next();
      if (e != actual.next()) {
        return false;
      }
    } while (e != ByteReader.END);
    return true;
  }

  /**
   * Where two lines differ, they are the same for all that only white space follows in both; so it
   * is at the end of one output, which blank lines may follow.
   */
  private boolean sameLines() throws IOException {
    expected.skipMark();
    actual.skipMark();
    while (true) {
      int e = expected.next();
      int a = actual.next();
      if (e == a) {
        if (e == ByteReader.END) {
          return true;
        }
      } else if (!expected.isBlankTo('\n', e) || !actual.isBlankTo('\n', a)) {
        return false;
      }
    }
  }

  /**
   * @param tolerance of numbers; negative: they must be the same text too
   */
  private boolean sameTokens(double tolerance) throws IOException {
    expected.skipMark();
    actual.skipMark();
    while (true) {
      int e = expected.nextVisible();
      int a = actual.nextVisible();
      if (e == ByteReader.END || a == ByteReader.END) {
        return e == a;
      }
      if (!(tolerance < 0 ? sameToken(e, a) : sameNumber(e, a, tolerance))) {
        return false;
      }
    }
  }

  private boolean sameToken(int firstExpected, int firstActual) throws IOException {
    int e = firstExpected;
    int a = firstActual;
    while (!ByteReader.isBlank(e) && e == a) {
      e = expected.next();
      a = actual.next();
    }
    return ByteReader.isBlank(e) && ByteReader.isBlank(a);
  }

  private boolean sameNumber(int firstExpected, int firstActual, double tolerance)
      throws IOException {
    var e = new StringBuilder();
    var a = new StringBuilder();
    boolean same = true;
    int left = firstExpected;
    int right = firstActual;
    while (!ByteReader.isBlank(left) || !ByteReader.isBlank(right)) {
      same &= left == right;
      left = kept(e, left, expected);
      right = kept(a, right, actual);
      if (!same && (e.length() > MAX_NUMBER || a.length() > MAX_NUMBER)) {
        return false;
      }
    }
    return same || TokenComparison.isClose(e.toString(), a.toString(), tolerance);
  }

  /** Keeps the beginning of a token, and returns what follows a byte of it. */
  private static int kept(StringBuilder token, int b, ByteReader from) throws IOException {
    if (ByteReader.isBlank(b)) {
      return b;
    }
    if (token.length() <= MAX_NUMBER) {
      token.append((char) b);
    }
    return from.next();
  }
}
