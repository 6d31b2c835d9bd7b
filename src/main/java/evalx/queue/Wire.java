package evalx.queue;

/** Names on the wire: addresses, queues and properties. */
final class Wire {
  static final String JOBS = "evalx.jobs.";
  static final String DEAD = "evalx.dead";
  static final String DEAD_END = "evalx.dead.end";
  static final String EXPIRED_END = "evalx.expired.end";
  static final String REPLIES = "evalx.replies.";

  /** The number of the message format; a message without it has the first. */
  static final String FORMAT = "evalx_format";

  static final int NEWEST_FORMAT = 1;

  /** The token, where the correlation id is none. */
  static final String TOKEN = "evalx_token";

  /** Where a copy is replied to: JMS lets no message name a queue that may be gone by now. */
  static final String REPLY_TO = "evalx_reply_to";

  /** Attempts that do not count, because an outage ended them; believed of EvalX itself only. */
  static final String EXCUSED = "evalx_excused";

  /** Why a message is a dead letter. */
  static final String REASON = "evalx_reason";

  /** The queue a dead letter comes from. */
  static final String QUEUE = "evalx_queue";

  /** False on a dead letter whose token belongs to another message. */
  static final String ENDS = "evalx_ends";

  /** Who sent a message, which the broker itself writes: a sender cannot. */
  static final String SENDER = "JMSXUserID";

  /** The queue a message comes from, where the broker itself moved it. */
  static final String BROKER_QUEUE = "_AMQ_ORIG_QUEUE";

  private Wire() {}

  static String jobs(String language) {
    return JOBS + language;
  }
}
