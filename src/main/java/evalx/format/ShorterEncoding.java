package evalx.format;

import evalx.submission.Encoding;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Chooses the encoding in which contents take less room in JSON: text, unless it is not UTF-8 or so
 * full of characters to escape that base64 is shorter. So what was sent in either encoding never
 * becomes longer.
 */
public final class ShorterEncoding {
  private static final int SCRATCH = 1024;
  private static final int LONG_ESCAPE = "\\u0000".length();

  private ShorterEncoding() {}

  /** The encoding for contents that share one. */
  public static Encoding of(byte[]... contents) {
    long text = 0;
    long base64 = 0;
    for (byte[] content : contents) {
      if (!isUtf8(content)) {
        return Encoding.BASE64;
      }
      text += escapedLength(content);
      base64 += (content.length + 2) / 3 * 4L;
    }
    return text <= base64 ? Encoding.UTF8 : Encoding.BASE64;
  }

  private static boolean isUtf8(byte[] content) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(content);
    var scratch = CharBuffer.allocate(SCRATCH);
    while (true) {
      var result = decoder.decode(in, scratch, true);
      if (result.isError()) {
        return false;
      }
      if (result.isUnderflow()) {
        return true;
      }
      scratch.clear();
    }
  }

  private static long escapedLength(byte[] content) {
    long length = 0;
    for (byte b : content) {
      length += escapedLength(b);
    }
    return length;
  }

  private static int escapedLength(byte b) {
    return switch (b) {
      case '"', '\\', '\b', '\t', '\n', '\f', '\r' -> 2;
      default -> b >= 0 && b < ' ' ? LONG_ESCAPE : 1;
    };
  }
}
