package evalx.redis;

/** Redis does not answer or cannot work now: an outage, which counts as no job's failed attempt. */
public class RedisAway extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RedisAway(Throwable cause) {
    this("Redis is away: " + cause.getMessage(), cause);
  }

  RedisAway(String message, Throwable cause) {
    super(message, cause);
  }
}
