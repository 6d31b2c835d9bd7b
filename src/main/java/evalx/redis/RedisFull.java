package evalx.redis;

/**
 * Redis answers but has no memory left for this write. A caller who cannot go on without the write
 * waits as in an outage; reads, and writes that make room, still work.
 */
public final class RedisFull extends RedisAway {
  private static final long serialVersionUID = 1;

  public RedisFull(Throwable cause) {
    super("Redis is full: " + cause.getMessage(), cause);
  }
}
