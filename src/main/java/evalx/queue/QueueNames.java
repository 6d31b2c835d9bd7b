package evalx.queue;

/** The names of addresses and queues. */
public final class QueueNames {
  /** The beginning of the names of all queues. */
  public static final String ALL = "evalx.";

  /** The beginning of the names of all queues of jobs. */
  static final String JOBS = "evalx.jobs.";

  /** Copies of each message that will not be run go to every queue of this address. */
  public static final String DEAD_LETTER_ADDRESS = "evalx.dead";

  /** Dead letters for operators. */
  public static final String DEAD_LETTER_QUEUE = "evalx.dlq";

  /** Dead letters whose submissions are still to be ended. */
  static final String DEAD_LETTERS_TO_END = "evalx.dead.end";

  /** Expired messages whose submissions are still to be ended. */
  static final String EXPIRED_TO_END = "evalx.expired.end";

  /** Messages that an operator removed and whose submissions are still to be ended. */
  public static final String PURGED_TO_END = "evalx.purged.end";

  /** The latest messages of producers that were no submissions. */
  public static final String REJECTED = "evalx.rejected";

  /** Attempts to send results to the receivers of webhooks. */
  public static final String WEBHOOKS = "evalx.webhooks";

  private QueueNames() {}

  /** The queue of a language's jobs. */
  public static String jobs(String language) {
    return JOBS + language;
  }

  /** The language whose jobs a queue holds; empty where that is no queue of jobs. */
  public static String language(String queue) {
    return queue.startsWith(JOBS) ? queue.substring(JOBS.length()) : "";
  }
}
