package evalx.intake;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a request with an idempotency key is known by in Redis, whether it submits or not.
 *
 * @param name of the hash that is kept of it
 * @param fingerprint the same for the same request only
 */
record RequestKey(String name, String fingerprint) {
  /** How long it is known. */
  static final Duration TTL = Duration.ofHours(1);

  /**
   * Holds it against the request that has its key.
   *
   * @throws KeyReused when that is another
   */
  void requireSame(String known) {
    if (!known.equals(fingerprint)) {
      throw new KeyReused();
    }
  }

  /** A reply of Redis; empty for none. */
  static String text(Object reply) {
    return reply == null ? "" : new String((byte[]) reply, StandardCharsets.UTF_8);
  }
}
