package evalx.redis;

/** Redis does not answer or cannot work now: an outage, which is nobody's failed attempt. */
public final class RedisAway extends RuntimeException {
  public RedisAway(Throwable cause) {
    super("Redis is away: " + cause.getMessage(), cause);
  }
}
