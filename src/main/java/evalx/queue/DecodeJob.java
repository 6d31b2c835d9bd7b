package evalx.queue;

import evalx.config.Settings;
import evalx.queue.JobMessage.Attempts;
import evalx.queue.JobMessage.Identity;
import evalx.queue.JobMessage.Origin;
import evalx.queue.JobMessage.Routing;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads a JMS message, of which everything may be wrong, into a {@link JobMessage}. */
@Singleton
class DecodeJob {
  private static final Duration LONGEST_WAIT = Duration.ofDays(7);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final DecodeBody decodeBody;
  private final String application;
  private final Clock clock;

  @Inject
  DecodeJob(Settings settings) {
    this(settings.http().maxBodyBytes(), settings.broker().user().name(), Clock.systemUTC());
  }

  /**
   * @param maxBytes of the body of an outside producer; of a longer one only these are read
   * @param application the account of EvalX itself at the broker
   */
  DecodeJob(int maxBytes, String application, Clock clock) {
    this.decodeBody = new DecodeBody(maxBytes);
    this.application = application;
    this.clock = clock;
  }

  /** A job from its queue. */
  JobMessage delivered(Message message) throws JMSException {
    return decode(message, readFrom(message));
  }

  /** The submission of a job from its queue, whose body is not read. */
  SubmissionId submission(Message message) throws JMSException {
    return identity(message, origin(message, readFrom(message))).submission();
  }

  /** A dead letter or an expired message, which names its first queue in a property. */
  JobMessage lost(Message message) throws JMSException {
    return decode(message, firstQueue(message));
  }

  /** The submission of such a message, whose body is not read. */
  SubmissionId lostSubmission(Message message) throws JMSException {
    return identity(message, origin(message, firstQueue(message))).submission();
  }

  private String firstQueue(Message message) throws JMSException {
    var queue =
        ownText(message, MessageProperties.QUEUE)
            .or(() -> Properties.text(message, MessageProperties.BROKER_QUEUE));
    return queue.isPresent() ? queue.get() : readFrom(message);
  }

  /** Why a message is a dead letter, if it says so and is EvalX's own. */
  Optional<String> reason(Message message) {
    return ownText(message, MessageProperties.REASON);
  }

  /** What operators may know beside the reason, likewise. */
  Optional<String> detail(Message message) {
    return ownText(message, MessageProperties.DETAIL).filter(text -> !text.isEmpty());
  }

  /** How many times the job of a dead letter was started, likewise. */
  Optional<Integer> attempts(Message message) {
    return ownText(message, MessageProperties.ATTEMPTS)
        .flatMap(own -> Properties.number(message, MessageProperties.ATTEMPTS));
  }

  private JobMessage decode(Message message, String queue) throws JMSException {
    var origin = origin(message, queue);
    var attempts =
        new Attempts(
            Properties.number(message, "JMSXDeliveryCount").orElse(1),
            origin.own()
                ? Math.max(0, Properties.number(message, MessageProperties.UNCOUNTED).orElse(0))
                : 0);
    return new JobMessage(
        identity(message, origin),
        origin,
        routing(message, queue),
        attempts,
        decodeBody.of(message, origin));
  }

  private Identity identity(Message message, Origin origin) throws JMSException {
    var messageId = message.getJMSMessageID();
    var requestId = ownText(message, MessageProperties.REQUEST).orElse(messageId);
    var correlationId =
        Properties.correlationId(message)
            .or(() -> Properties.text(message, MessageProperties.AMQP_MESSAGE_ID))
            .orElse(requestId);
    var submission =
        ownText(message, MessageProperties.TOKEN)
            .or(() -> ownOfFirstFormat(message).map(own -> correlationId))
            .flatMap(SubmissionId::parse)
            .or(
                () ->
                    Properties.uuid(message, MessageProperties.IDEMPOTENCY_KEY)
                        .map(key -> Tokens.ofKey(origin.caller(), key)))
            .orElseGet(() -> Tokens.ofMessage(origin.caller(), requestId));
    return new Identity(messageId, requestId, correlationId, submission);
  }

  /** A submission's message as EvalX once sent it: the correlation id is its token. */
  private Optional<String> ownOfFirstFormat(Message message) {
    return ownText(message, MessageProperties.FORMAT).filter("1"::equals);
  }

  private Origin origin(Message message, String queue) {
    var account = Properties.text(message, MessageProperties.SENDER);
    var own = account.filter(application::equals).isPresent();
    return new Origin(
        own,
        Properties.number(message, MessageProperties.FORMAT).orElse(1),
        ownText(message, MessageProperties.CALLER)
            .map(key -> Callers.ofKey(key, queue))
            .orElseGet(() -> Callers.ofAccount(account, queue))
            .within(Properties.trace(message)),
        ownText(message, MessageProperties.VERSION));
  }

  private Routing routing(Message message, String queue) throws JMSException {
    var replyTo = ownText(message, MessageProperties.REPLY_TO);
    var expiration = message.getJMSExpiration();
    return new Routing(
        queue,
        replyTo.isPresent() ? replyTo.flatMap(ReplyTo::parse) : ReplyTo.of(message.getJMSReplyTo()),
        message.getJMSPriority(),
        queued(message),
        expiration == 0 ? ofLost(message) : Optional.of(Instant.ofEpochMilli(expiration)));
  }

  /** The broker lets a message that has expired wait for ever, and says when it had. */
  private static Optional<Instant> ofLost(Message message) {
    return Properties.millis(message, MessageProperties.BROKER_EXPIRY)
        .filter(millis -> millis > 0)
        .map(Instant::ofEpochMilli);
  }

  /** As the resource adapter says; a destination is what the sender says. */
  private static String readFrom(Message message) throws JMSException {
    var readFrom = Properties.text(message, MessageProperties.READ_FROM);
    return readFrom.isPresent()
        ? readFrom.get()
        : ReplyTo.of(message.getJMSDestination()).map(ReplyTo::name).orElse("");
  }

  /** A property that only EvalX itself may set. */
  private Optional<String> ownText(Message message, String property) {
    return Properties.text(message, MessageProperties.SENDER)
        .filter(application::equals)
        .flatMap(own -> Properties.text(message, property));
  }

  /** When it was sent, as far as its sender can be believed; otherwise now. */
  private Instant queued(Message message) throws JMSException {
    var now = clock.instant();
    var sent = Instant.ofEpochMilli(message.getJMSTimestamp());
    return sent.isBefore(now.minus(LONGEST_WAIT)) || sent.isAfter(now.plus(CLOCK_SKEW))
        ? now
        : sent;
  }
}
