package evalx.submission;

import java.util.Arrays;

/** Compares outputs line by line. */
final class LineComparison {
  private static final String WHITE_SPACE = " \t\n\r\f\u000b";

  private LineComparison() {}

  /** Ignores white space at line ends and blank lines at the end. */
  static boolean matches(byte[] expected, byte[] actual) {
    int e = ByteOrderMark.end(expected);
    int a = ByteOrderMark.end(actual);
    while (e < expected.length || a < actual.length) {
      int eEnd = lineEnd(expected, e);
      int aEnd = lineEnd(actual, a);
      if (!Arrays.equals(
          expected, e, trimmed(expected, e, eEnd), actual, a, trimmed(actual, a, aEnd))) {
        return false;
      }
      e = Math.min(eEnd + 1, expected.length);
      a = Math.min(aEnd + 1, actual.length);
    }
    return true;
  }

  private static int lineEnd(byte[] text, int from) {
    int end = from;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return end;
  }

  private static int trimmed(byte[] text, int from, int end) {
    int last = end;
    while (last > from && WHITE_SPACE.indexOf(text[last - 1]) >= 0) {
      last--;
    }
    return last;
  }
}
