package evalx.submission;

/** The priorities of submissions, from 1, which comes first, to 10. */
public final class Priority {
  public static final int LAST = 10;

  private Priority() {}

  /** The JMS priority of a submission, 9 (first) to 0. */
  public static int level(int priority) {
    return LAST - priority;
  }

  /** The priority of a submission whose message has a JMS priority. */
  public static int ofLevel(int level) {
    return LAST - level;
  }
}
