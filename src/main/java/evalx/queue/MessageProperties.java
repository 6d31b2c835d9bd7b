package evalx.queue;

/** The names of message properties. Those of EvalX are believed of its own account only. */
public final class MessageProperties {
  /** The number of the message format; a message without it has the first. */
  static final String FORMAT = "evalx_format";

  /** The version of its language that a job asks for; workers that have it take it. */
  static final String VERSION = "evalx_version";

  /** Who submitted a job: the key of a caller. */
  static final String CALLER = "evalx_caller";

  /** The submission's id: on EvalX's own messages, and on replies. */
  public static final String TOKEN = "evalx_token";

  /** On a reply: how the submission ended, as in the result. */
  public static final String STATUS = "evalx_status";

  /** On a reply and a dead letter: how many times the submission was started. */
  public static final String ATTEMPTS = "evalx_attempts";

  /** A UUID that a producer sends with a request, and again when it does not know its fate. */
  public static final String IDEMPOTENCY_KEY = "evalx_idempotency_key";

  /** The id of the message that asked for a job, on every copy of it. */
  static final String REQUEST = "evalx_request";

  /** Where a copy is replied to: JMS lets no message name a queue that may be gone by now. */
  static final String REPLY_TO = "evalx_reply_to";

  /** Attempts that do not count because an outage ended them. */
  static final String UNCOUNTED = "evalx_uncounted";

  /** Why a message is a dead letter, as its client may read it. */
  static final String REASON = "evalx_reason";

  /** What operators may know beside the reason of a dead letter. */
  static final String DETAIL = "evalx_detail";

  /** The queue a dead letter comes from. */
  static final String QUEUE = "evalx_queue";

  /** The queue a message was read from, which the resource adapter writes at each delivery. */
  static final String READ_FROM = "evalx_read_from";

  /** By which the broker knows a message, which the resource adapter writes where one is seen. */
  static final String NUMBER = "evalx_number";

  /** The account that sent a message, which the broker itself writes: a sender cannot. */
  static final String SENDER = "JMSXUserID";

  /** The same, as the broker calls it. */
  static final String ACCOUNT = "_AMQ_VALIDATED_USER";

  /** The id that an AMQP client gave its message, of which JMS knows a substitute. */
  static final String AMQP_MESSAGE_ID = "NATIVE_MESSAGE_ID";

  /** The queue a message comes from, where the broker itself moved it. */
  static final String BROKER_QUEUE = "_AMQ_ORIG_QUEUE";

  /** When a message that the broker has moved since was to be dropped, in milliseconds. */
  static final String BROKER_EXPIRY = "_AMQ_ACTUAL_EXPIRY";

  /** The trace that a job belongs to, as W3C Trace Context names it; producers may set it too. */
  static final String TRACE_PARENT = "traceparent";

  static final String TRACE_STATE = "tracestate";

  private MessageProperties() {}
}
