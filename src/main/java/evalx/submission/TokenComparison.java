package evalx.submission;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.function.BiPredicate;

/** Compares outputs token by token: what white space separates. */
final class TokenComparison {
  private static final String WHITE_SPACE = " \t\n\r\f\u000b";
  private static final String NUMBER = "0123456789+-.eE";

  private TokenComparison() {}

  static boolean matches(byte[] expected, byte[] actual, BiPredicate<String, String> same) {
    var expectedTokens = tokens(expected);
    var actualTokens = tokens(actual);
    while (expectedTokens.hasMoreTokens() && actualTokens.hasMoreTokens()) {
      if (!same.test(expectedTokens.nextToken(), actualTokens.nextToken())) {
        return false;
      }
    }
    return !expectedTokens.hasMoreTokens() && !actualTokens.hasMoreTokens();
  }

  /** One character for each byte, so that different bytes are different tokens. */
  private static StringTokenizer tokens(byte[] text) {
    var begin = ByteOrderMark.end(text);
    var characters = new String(text, begin, text.length - begin, StandardCharsets.ISO_8859_1);
    return new StringTokenizer(characters, WHITE_SPACE);
  }

  /**
   * Whether two numbers are close, absolutely or relative to the expected one, or are the same that
   * is not finite, as any language writes it.
   */
  static boolean isClose(String expected, String actual, Checker.Tokens.Tolerance tolerance) {
    var notFinite = notFinite(expected);
    if (!notFinite.isEmpty()) {
      return notFinite.equals(notFinite(actual));
    }
    var e = number(expected);
    return Double.isFinite(e)
        && Math.abs(e - number(actual))
            <= Math.max(tolerance.absolute(), tolerance.relative() * Math.abs(e));
  }

  /** Such as -inf for -Infinity; empty for all that is finite, or no number. */
  private static String notFinite(String token) {
    return switch (token.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> "inf";
      case "-inf", "-infinity" -> "-inf";
      case "nan", "+nan", "-nan" -> "nan";
      default -> "";
    };
  }

  /** The value of a finite number in decimal digits; NaN for all else. */
  static double number(String token) {
    try {
      return token.chars().allMatch(c -> NUMBER.indexOf(c) >= 0)
          ? Double.parseDouble(token)
          : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
