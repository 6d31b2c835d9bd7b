package evalx.queue;

import evalx.submission.Caller;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A message that asks for a submission to be run, as it was delivered. */
public record JobMessage(
    Identity identity, Origin origin, Routing routing, Attempts attempts, Body body) {
  /**
   * The format of complete submissions: every default is filled in, every rule has been applied.
   */
  public static final int COMPLETE_FORMAT = 2;

  /**
   * The same for those that {@linkplain Submission#judgesStoredData a program judges with data of
   * the file store}: a worker that knows no such thing would judge them with empty data.
   */
  public static final int STORED_DATA_FORMAT = 3;

  /** The same for those that have files beside their sources: older workers refuse the role. */
  public static final int DATA_FILES_FORMAT = 4;

  public static final int NEWEST_FORMAT = DATA_FILES_FORMAT;

  private static final Duration SHORTEST_TIME_LEFT = Duration.ofMillis(1);

  /**
   * Which message it is.
   *
   * @param messageId the same at each delivery, another for each copy
   * @param requestId the id of the first message that asked for this, the same for each copy
   * @param correlationId of its reply: as its producer set it, or the id of its message
   */
  public record Identity(
      String messageId, String requestId, String correlationId, SubmissionId submission) {}

  /**
   * Where it comes from.
   *
   * @param own whether EvalX itself sent it
   * @param version of its language that EvalX found it to ask for
   */
  public record Origin(boolean own, int format, Caller caller, Optional<String> version) {
    /** Whether EvalX has applied all rules before it sent the message. */
    boolean isAccepted() {
      return own && format >= COMPLETE_FORMAT && format <= NEWEST_FORMAT;
    }
  }

  /**
   * How it travels.
   *
   * @param queue it was read from, or of a dead letter: was first sent to
   * @param priority 0 (last) to 9 (first)
   * @param queued when it was sent
   * @param expires when it is to be dropped
   */
  public record Routing(
      String queue,
      Optional<ReplyTo> replyTo,
      int priority,
      Instant queued,
      Optional<Instant> expires) {}

  /**
   * How many times it was tried.
   *
   * @param deliveries of this message, this one included
   * @param uncounted attempts that do not count because an outage ended them
   */
  public record Attempts(int deliveries, int uncounted) {}

  /**
   * The submission as JSON in UTF-8.
   *
   * @param bytes only the beginning, or nothing, where it is unreadable
   * @param unreadable why it is not a submission, or only the beginning of one
   */
  public record Body(byte[] bytes, Optional<String> unreadable) {}

  public SubmissionId id() {
    return identity.submission();
  }

  /** The language whose queue it was read from; empty where that is no queue of jobs. */
  public String language() {
    return QueueNames.language(routing.queue());
  }

  /** The format in which a submission is sent. */
  static int formatOf(Submission submission) {
    if (submission.hasDataFiles()) {
      return DATA_FILES_FORMAT;
    }
    return submission.judgesStoredData() ? STORED_DATA_FORMAT : COMPLETE_FORMAT;
  }

  /** Whether EvalX has applied all rules to it before: they are not applied again. */
  public boolean isAccepted() {
    return origin.isAccepted();
  }

  /** Whether this format is newer than this worker. */
  public boolean isTooNew() {
    return origin.format() > NEWEST_FORMAT;
  }

  /**
   * Whether a node with a larger MAX_BODY_BYTES than this one has accepted it: only its beginning
   * is here.
   */
  public boolean isTooLong() {
    return isAccepted() && body.unreadable().isPresent();
  }

  /** The same message as a submission of its own, whatever key it names. */
  public JobMessage underOwnToken() {
    var own = Tokens.ofMessage(origin.caller(), identity.requestId());
    return new JobMessage(
        new Identity(identity.messageId(), identity.requestId(), identity.correlationId(), own),
        origin,
        routing,
        attempts,
        body);
  }

  /** The same message, of which one more attempt or more do not count. */
  public JobMessage withUncounted(int uncounted) {
    return new JobMessage(
        identity, origin, routing, new Attempts(attempts.deliveries(), uncounted), body);
  }

  /** The same message for workers that have this version of its language. */
  public JobMessage forVersion(String version) {
    return new JobMessage(
        identity,
        new Origin(origin.own(), origin.format(), origin.caller(), Optional.of(version)),
        routing,
        attempts,
        body);
  }

  /** How long it may still wait; zero where it may wait for ever. */
  Duration timeLeft(Instant now) {
    return routing
        .expires()
        .map(end -> Duration.between(now, end))
        .map(left -> left.compareTo(SHORTEST_TIME_LEFT) < 0 ? SHORTEST_TIME_LEFT : left)
        .orElse(Duration.ZERO);
  }

  /** How long it might wait when it was sent; zero where it may wait for ever. */
  Duration timeFromStart() {
    return timeLeft(routing.queued());
  }
}
