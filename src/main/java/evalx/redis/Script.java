package evalx.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script that Redis runs as one step. */
public final class Script {
  private final byte[] text;
  private final byte[] name;

  public Script(String text) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
    this.name = sha1(this.text);
  }

  byte[] text() {
    return text;
  }

  /** By which Redis knows it once it has run it. */
  byte[] name() {
    return name;
  }

  private static byte[] sha1(byte[] text) {
    try {
      var hash = MessageDigest.getInstance("SHA-1").digest(text);
      return HexFormat.of().formatHex(hash).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
