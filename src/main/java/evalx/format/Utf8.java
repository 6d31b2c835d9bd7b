package evalx.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text from the bytes that a program printed. */
final class Utf8 {
  private Utf8() {}

  /**
   * Bytes as text.
   *
   * @param lossy whether invalid bytes became U+FFFD
   */
  record Text(String value, boolean lossy) {}

  static Text text(byte[] bytes) {
    try {
      var strict = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return new Text(strict.toString(), false);
    } catch (CharacterCodingException e) {
      return new Text(new String(bytes, StandardCharsets.UTF_8), true);
    }
  }

  /** The bytes without a character that was cut in two at the end. */
  static byte[] whole(byte[] bytes) {
    var start = bytes.length;
    while (start > 0 && bytes.length - start < 4) {
      start--;
      if ((bytes[start] & 0xC0) != 0x80) {
        var cut = start + length(bytes[start]) > bytes.length;
        return cut ? Arrays.copyOf(bytes, start) : bytes;
      }
    }
    return bytes;
  }

  private static int length(byte first) {
    if ((first & 0x80) == 0) {
      return 1;
    }
    return (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : 4;
  }
}
