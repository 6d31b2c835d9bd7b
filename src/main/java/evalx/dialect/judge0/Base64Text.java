package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;

/** Base64 as Ruby writes and reads it. */
final class Base64Text {
  private static final int LINE = 60;
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(LINE, new byte[] {'\n'});

  private Base64Text() {}

  /** In lines, each with its end. */
  static String encode(byte[] bytes) {
    return bytes.length == 0 ? "" : LINES.encodeToString(bytes) + "\n";
  }

  /** What is no base64 in it is passed over, and so is an end that is incomplete. */
  static byte[] decode(String text) {
    var letters = text.replaceAll("[^A-Za-z0-9+/]", "");
    var whole = letters.length() % 4 == 1 ? letters.length() - 1 : letters.length();
    return Base64.getDecoder().decode(letters.substring(0, whole).getBytes(US_ASCII));
  }
}
