package evalx.redis;

import java.nio.charset.StandardCharsets;

/** A Lua script that Redis runs as one step. */
public final class Script {
  private final byte[] text;

  public Script(String text) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] text() {
    return text;
  }
}
