package evalx.adapter;

/** Which queues this node takes jobs from; registered as {@code evalx:type=Intake}. */
public interface IntakeMXBean {
  /**
   * Takes jobs from these queues and from no others. Jobs in hand are finished, also those of a
   * queue that is no longer named. Returns at once.
   *
   * @param queues names that begin like a listener's destination; none: the intake is paused
   */
  void consume(String[] queues);
}
