package evalx.verdict;

import evalx.submission.Checker;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.StringTokenizer;

/**
 * Compares what a program printed with what was expected, byte for byte where text is no matter.
 */
final class Checking {
  private static final String WHITE_SPACE = " \t\n\r\f\u000b";

  private Checking() {}

  static boolean accepts(Checker checker, byte[] expected, byte[] actual) {
    if (checker instanceof Checker.Exact) {
      return Arrays.equals(expected, actual);
    }
    if (checker instanceof Checker.Lines) {
      return linesMatch(expected, actual);
    }
    var tolerance = checker instanceof Checker.Numbers numbers ? numbers.tolerance() : -1;
    return wordsMatch(expected, actual, tolerance);
  }

  private static boolean linesMatch(byte[] expected, byte[] actual) {
    int e = 0;
    int a = 0;
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

  private static boolean wordsMatch(byte[] expected, byte[] actual, double tolerance) {
    var expectedWords = words(expected);
    var actualWords = words(actual);
    while (expectedWords.hasMoreTokens() && actualWords.hasMoreTokens()) {
      if (!wordMatches(expectedWords.nextToken(), actualWords.nextToken(), tolerance)) {
        return false;
      }
    }
    return !expectedWords.hasMoreTokens() && !actualWords.hasMoreTokens();
  }

  private static StringTokenizer words(byte[] text) {
    return new StringTokenizer(new String(text, StandardCharsets.ISO_8859_1), WHITE_SPACE);
  }

  private static boolean wordMatches(String expected, String actual, double tolerance) {
    return expected.equals(actual)
        || tolerance >= 0 && isClose(number(expected), number(actual), tolerance);
  }

  /** Close by difference or by proportion; never for what is no finite number. */
  private static boolean isClose(double expected, double actual, double tolerance) {
    return Math.abs(expected - actual) <= tolerance * Math.max(1, Math.abs(expected))
        && Double.isFinite(expected);
  }

  private static double number(String word) {
    try {
      return word.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)
          ? Double.parseDouble(word)
          : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
