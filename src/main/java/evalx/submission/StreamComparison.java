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
  public static boolean accepts(
      Checker.Comparison comparison, InputStream expected, InputStream actual) throws IOException {
    var streams = new StreamComparison(expected, actual);
    if (comparison instanceof Checker.Exact) {
      return streams.sameBytes();
    }
    if (comparison instanceof Checker.Lines) {
      return streams.sameLines();
    }
    if (comparison instanceof Checker.Unordered) {
      return streams.sameLineSet();
    }
    if (comparison instanceof Checker.Lenient) {
      return LenientComparison.matches(streams.expected, streams.actual);
    }
    if (comparison instanceof Checker.Tokens tokens) {
      return streams.sameTokens(tokens);
    }
    throw new IllegalStateException("no comparison of streams for " + comparison);
  }

  private boolean sameLineSet() throws IOException {
    var point = LineSet.randomPoint();
    return LineSet.of(expected, point).equals(LineSet.of(actual, point));
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

  private boolean sameTokens(Checker.Tokens tokens) throws IOException {
    expected.skipMark();
    actual.skipMark();
    while (true) {
      int e = expected.nextVisible();
      int a = actual.nextVisible();
      if (e == ByteReader.END || a == ByteReader.END) {
        return e == a;
      }
      if (!sameToken(tokens, e, a)) {
        return false;
      }
    }
  }

  private boolean sameToken(Checker.Tokens tokens, int firstExpected, int firstActual)
      throws IOException {
    var e = new StringBuilder();
    var a = new StringBuilder();
    boolean same = true;
    int left = firstExpected;
    int right = firstActual;
    while (!ByteReader.isBlank(left) || !ByteReader.isBlank(right)) {
      same &= left == right || (tokens.ignoresCase() && folded(left) == folded(right));
      left = kept(e, left, expected);
      right = kept(a, right, actual);
      if (!same && (e.length() > MAX_NUMBER || a.length() > MAX_NUMBER)) {
        return false;
      }
    }
    return same
        || tokens
            .numbers()
            .filter(most -> TokenComparison.isClose(e.toString(), a.toString(), most))
            .isPresent();
  }

  private static int folded(int b) {
    return Character.toLowerCase(Character.toUpperCase(b));
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
