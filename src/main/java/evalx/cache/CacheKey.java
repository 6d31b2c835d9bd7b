package evalx.cache;

import evalx.submission.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Names something cached by all it depends on: a SHA-256 over the parts, each with its length, so
 * that no two lists of parts look alike.
 */
public final class CacheKey {
  private final MessageDigest digest = Sha256.digest();

  /**
   * @param kind what is cached, so that nothing else has the same name
   */
  public CacheKey(String kind) {
    add(kind);
  }

  public CacheKey add(byte[] part) {
    add(part.length);
    digest.update(part);
    return this;
  }

  public CacheKey add(String part) {
    return add(part.getBytes(StandardCharsets.UTF_8));
  }

  public CacheKey add(long part) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(part).array());
    return this;
  }

  public CacheKey add(List<String> parts) {
    add(parts.size());
    parts.forEach(this::add);
    return this;
  }

  /** The name, in 64 hexadecimal digits; the key is used up then. */
  public String name() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
