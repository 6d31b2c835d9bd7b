package evalx.work;

import evalx.redis.RedisFull;

/** Redis has no room for something large; what others write, which is small, it takes. */
final class NoRoom extends OutageTooLong {
  private static final long serialVersionUID = 1;

  NoRoom(RedisFull full) {
    super(full);
  }
}
