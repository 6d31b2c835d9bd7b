package evalx.submission;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Characters of a text that is bytes in UTF-8. */
final class Characters {
  private static final int CONTINUATION_MASK = 0xc0;
  private static final int CONTINUATION = 0x80;
  private static final int SHOWN_BEFORE = 20;
  private static final String LEFT_OUT = "…";

  private Characters() {}

  /** Whether a character begins with a byte. */
  static boolean begins(byte b) {
    return (b & CONTINUATION_MASK) != CONTINUATION;
  }

  /** How many characters two texts have in common at their beginning. */
  static int inCommon(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    int end = mismatch < 0 ? a.length : mismatch;
    while (mismatch >= 0 && end > 0 && (isInside(a, end) || isInside(b, end))) {
      end--;
    }
    int count = 0;
    for (int i = 0; i < end; i++) {
      count += begins(a[i]) ? 1 : 0;
    }
    return count;
  }

  private static boolean isInside(byte[] text, int index) {
    return index < text.length && !begins(text[index]);
  }

  /** What a text has around a character, from 0, in no more than {@link Difference} has. */
  static String excerpt(byte[] text, int around) {
    var all = new String(text, StandardCharsets.UTF_8).codePoints().toArray();
    int begin = Math.max(0, Math.min(around, all.length) - SHOWN_BEFORE);
    int end = Math.min(all.length, begin + Difference.MAX_EXCERPT);
    var isCut = end < all.length || text.length == LineReader.MAX_KEPT;
    return (begin > 0 ? LEFT_OUT : "")
        + new String(all, begin, end - begin)
        + (isCut ? LEFT_OUT : "");
  }
}
