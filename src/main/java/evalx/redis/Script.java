package evalx.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script that Redis runs as one step. */
public final class Script {
  private final byte[] text;
  private final byte[] sha1;
  private final boolean repeatable;

  private Script(byte[] text, boolean repeatable) {
    this.text = text;
    this.sha1 = sha1(text);
    this.repeatable = repeatable;
  }

  /** A script that is sent once for each call. */
  public static Script of(String text) {
    return new Script(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /**
   * The script in the resource {@code lua/NAME.lua}.
   *
   * @throws IllegalStateException when there is none
   */
  public static Script load(String name) {
    try (var in = Script.class.getResourceAsStream("/lua/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("lua/" + name + ".lua is missing");
      }
      return new Script(in.readAllBytes(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same script, marked as one that has the same effect and result when it runs twice: it is
   * sent again when the connection breaks before the reply.
   */
  public Script repeatable() {
    return new Script(text, true);
  }

  byte[] text() {
    return text;
  }

  /** By which Redis knows it once it has run it. */
  byte[] sha1() {
    return sha1;
  }

  boolean isRepeatable() {
    return repeatable;
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
