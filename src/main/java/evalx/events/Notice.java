package evalx.events;

/** Why a subscriber should look for news of its submission. */
public enum Notice {
  /** Its log of events has grown. */
  LOG_GREW,

  /**
   * It may have ended. Also told when the connection to Redis is back, because messages sent in
   * between were lost.
   */
  MAY_HAVE_ENDED
}
