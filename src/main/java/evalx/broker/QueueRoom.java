package evalx.broker;

/**
 * How full a queue is.
 *
 * @param taken messages that it holds, those in work and those delayed included
 * @param places how many it may hold; {@link Long#MAX_VALUE} where nothing limits them
 */
public record QueueRoom(long taken, long places) {
  public boolean isFull() {
    return taken >= places;
  }

  /** How many more messages may come until three quarters of the places are taken. */
  public long untilThreeQuarters() {
    return places - places / 4 - taken;
  }
}
