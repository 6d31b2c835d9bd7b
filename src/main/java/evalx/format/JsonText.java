package evalx.format;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Text that takes a bounded number of bytes as a JSON string in UTF-8, quotation marks not counted:
 * a NUL character takes six.
 *
 * @param length bytes that it takes
 * @param truncated whether there was more
 * @param lossy whether invalid bytes became U+FFFD
 */
record JsonText(String value, int length, boolean truncated, boolean lossy) {
  private static final int ESCAPED = 2;
  private static final int ESCAPED_BY_NUMBER = 6;

  /** As much of a text as fits, in whole characters. */
  static JsonText of(String text, int max) {
    return of(text, false, false, max);
  }

  private static JsonText of(CharSequence text, boolean truncated, boolean lossy, int max) {
    var length = 0;
    for (int at = 0; at < text.length(); ) {
      var character = Character.codePointAt(text, at);
      var width = width(character);
      if (length + width > max) {
        return new JsonText(text.subSequence(0, at).toString(), length, true, lossy);
      }
      length += width;
      at += Character.charCount(character);
    }
    return new JsonText(text.toString(), length, truncated, lossy);
  }

  /** As the writer of {@link Json#MAPPER} escapes and encodes. */
  private static int width(int character) {
    if (character < ' ') {
      return "\b\t\n\f\r".indexOf(character) >= 0 ? ESCAPED : ESCAPED_BY_NUMBER;
    }
    if (character == '"' || character == '\\') {
      return ESCAPED;
    }
    return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  }

  /**
   * As much of what a program printed as fits, in whole characters.
   *
   * @param truncated whether the bytes are only the beginning, so that their last character may be
   *     incomplete
   */
  static JsonText utf8(byte[] bytes, boolean truncated, int max) {
    // No byte takes less than one.
    var cut = bytes.length > max;
    var in = ByteBuffer.wrap(bytes, 0, cut ? max : bytes.length);
    var out = CharBuffer.allocate(in.remaining());
    var partial = truncated || cut;
    var lossy = !decode(in, out, partial, CodingErrorAction.REPORT);
    if (lossy) {
      in.rewind();
      out.clear();
      decode(in, out, partial, CodingErrorAction.REPLACE);
    }
    return of(out.flip(), partial, lossy, max);
  }

  /** Whether all bytes were decoded; the incomplete last character of a beginning is left over. */
  private static boolean decode(
      ByteBuffer in, CharBuffer out, boolean partial, CodingErrorAction onInvalid) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(onInvalid);
    return !decoder.decode(in, out, !partial).isError();
  }

  /** As much of some bytes as fits in base64. */
  static JsonText base64(byte[] bytes, boolean truncated, int max) {
    var kept = Math.min(bytes.length, max / 4 * 3);
    var value = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, kept));
    return new JsonText(value, value.length(), truncated || kept < bytes.length, false);
  }
}
