package evalx.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in what two lines differ that are not the same. */
final class WhatDiffers {
  private static final String MARK = "\ufeff";

  /** What UTF-16 adds to characters of Latin-1. */
  private static final String UTF_16 = "[\0þÿ]";

  private static final double CLOSE = 0.01;
  private static final int MAX_NUMBER = 64;

  private final byte[] expectedBytes;
  private final byte[] actualBytes;
  private final String expected;
  private final String actual;

  private WhatDiffers(byte[] expected, byte[] actual) {
    this.expectedBytes = expected;
    this.actualBytes = actual;
    this.expected = new String(expected, UTF_8);
    this.actual = new String(actual, UTF_8);
  }

  /** What is the only difference; empty where there is no such one thing. */
  static Optional<Difference.Kind> only(byte[] expected, byte[] actual) {
    return Optional.ofNullable(new WhatDiffers(expected, actual).kind());
  }

  /** What the first words that differ are. */
  static Difference.Kind first(byte[] expected, byte[] actual) {
    var texts = new WhatDiffers(expected, actual);
    var e = words(texts.expected);
    var a = words(texts.actual);
    int i = 0;
    while (i < e.length && i < a.length && e[i].equals(a[i])) {
      i++;
    }
    var numbers = i < e.length && i < a.length && isNumber(e[i]) && isNumber(a[i]);
    return numbers ? Difference.Kind.NUMBER : Difference.Kind.TEXT;
  }

  private Difference.@Nullable Kind kind() {
    if (expected.isBlank() != actual.isBlank()) {
      return null;
    }
    if (without("[\r\n]+", expected).equals(without("[\r\n]+", actual))) {
      return Difference.Kind.LINE_ENDS;
    }
    if (without("\\s+", expected).equals(without("\\s+", actual))) {
      return Difference.Kind.BLANKS;
    }
    if (expected.strip().equalsIgnoreCase(actual.strip())) {
      return Difference.Kind.CASE;
    }
    if (isEncoding()) {
      return Difference.Kind.ENCODING;
    }
    return isRounding() ? Difference.Kind.ROUNDING : null;
  }

  private static String without(String what, String text) {
    return text.replaceAll(what, "");
  }

  /** As Latin-1, as UTF-16, encoded twice, taken apart into accents, or with ? in their places. */
  private boolean isEncoding() {
    var latin = new String(actualBytes, ISO_8859_1);
    return latin.equals(expected)
        || new String(expectedBytes, ISO_8859_1).equals(actual)
        || without(MARK, actual).equals(without(MARK, expected))
        || (latin.indexOf(0) >= 0 && without(UTF_16, latin).equals(expected))
        || Normalizer.normalize(actual, Normalizer.Form.NFC)
            .equals(Normalizer.normalize(expected, Normalizer.Form.NFC))
        || isReplaced();
  }

  private boolean isReplaced() {
    if (expected.length() != actual.length()) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      char e = expected.charAt(i);
      char a = actual.charAt(i);
      if (e != a && (e < 128 || (a != '?' && a != '\ufffd'))) {
        return false;
      }
    }
    return true;
  }

  private boolean isRounding() {
    var e = words(expected);
    var a = words(actual);
    if (e.length != a.length) {
      return false;
    }
    for (int i = 0; i < e.length; i++) {
      if (!e[i].equals(a[i]) && !isClose(e[i], a[i])) {
        return false;
      }
    }
    return true;
  }

  private static String[] words(String text) {
    return text.strip().split("\\s+");
  }

  /** The whole part alone is close: dividing whole numbers drops the rest. */
  private static boolean isClose(String e, String a) {
    if (!isNumber(e) || !isNumber(a) || (isWhole(e) && isWhole(a))) {
      return false;
    }
    double expected = TokenComparison.number(e);
    double difference = Math.abs(expected - TokenComparison.number(a));
    return difference <= CLOSE * Math.max(1, Math.abs(expected)) || (difference < 1 && isWhole(a));
  }

  private static boolean isWhole(String number) {
    return number.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '+');
  }

  private static boolean isNumber(String word) {
    return word.length() <= MAX_NUMBER && Double.isFinite(TokenComparison.number(word));
  }
}
