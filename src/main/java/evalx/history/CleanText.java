package evalx.history;

/** Text that both databases take: no NUL, which PostgreSQL refuses, and no unpaired surrogate. */
final class CleanText {
  private static final char REPLACEMENT = '\uFFFD';

  private CleanText() {}

  /** The text with U+FFFD for what cannot be kept, cut to a number of UTF-16 characters. */
  static String of(String text, int maxChars) {
    var kept = new StringBuilder(Math.min(text.length(), maxChars));
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      boolean unpaired = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      int clean = point == 0 || unpaired ? REPLACEMENT : point;
      if (kept.length() + Character.charCount(clean) > maxChars) {
        break;
      }
      kept.appendCodePoint(clean);
    }
    return kept.toString();
  }
}
